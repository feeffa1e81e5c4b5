import { type Histogram, type Measurement, measure } from '../../engine/index.ts';
import { Activation } from '../nn/activations.ts';
import type { Module } from '../nn/module.ts';
import { cappedBounds } from './capped-bounds.ts';
import { HooksCallback, type HooksCallbackOptions } from './hooks-callback.ts';

/** `capped`: the share of values at the ceiling; null where there is none. See cappedBounds. */
export type ActivationStatistics = Measurement;

export type ActivationStatsOptions = Partial<Histogram> & {
  /** Which modules are watched: every activation unless said. */
  filter?: NonNullable<HooksCallbackOptions['filter']>;
  /** Watch every n-th training batch. */
  every?: number;
};

/** Histograms of one layer over its batches; see ActivationStats.colorDim. */
export type ColorDim = { name: string; bins: number; batches: number; values: Float32Array };

export const isActivation = (module: Module): boolean => module instanceof Activation;

/**
 * Lesson 17's ActivationStats: mean, deviation, dead share and histogram of every watched layer in training batches.
 * Values are measured where they lie. The pictures below show what `layers` holds: what was drained is gone.
 */
export class ActivationStats extends HooksCallback<ActivationStatistics[]> {
  readonly #bins: number;

  constructor({ filter = isActivation, every = 1, bins = 40, max = 10 }: ActivationStatsOptions = {}) {
    const histogram = { bins, max };
    super(
      (hook, module, output, learn) => {
        if (learn.steps.train % every !== 0) return;
        const activation = module instanceof Activation ? module : null;
        const floor = activation?.floor ?? null;
        const { tensors, read } = measure(output, histogram, {
          floor,
          bounds: activation && cappedBounds(activation),
        });
        learn.read(tensors, (...values) => {
          hook.stats ??= [];
          hook.stats.push(read(...values));
        });
      },
      { filter },
    );
    this.#bins = bins;
  }

  /** Layer by layer, in forward order: what was seen, batch after batch. */
  get layers(): Map<string, ActivationStatistics[]> {
    return new Map(
      Array.from(this, (hook) => {
        hook.stats ??= [];
        return [hook.name, hook.stats];
      }),
    );
  }

  /** Hands out what was seen since the last call and forgets it. */
  drain(): Map<string, ActivationStatistics[]> {
    return new Map(Array.from(this.layers, ([name, seen]) => [name, seen.splice(0)]));
  }

  /** Lesson 10's plot_stats: mean and deviation of each layer, batch after batch. */
  stats(): { name: string; means: number[]; stds: number[] }[] {
    return Array.from(this.layers, ([name, seen]) => ({
      name,
      means: seen.map(({ mean }) => mean),
      stds: seen.map(({ std }) => std),
    }));
  }

  /**
   * Lesson 10's color_dim: a picture for each layer, `log(1 + count)` for |activation| by bin and batch. Row-major
   * [bins, batches]: `values[bin * batches + batch]`. Bin 0, the smallest values, is drawn at the bottom.
   */
  colorDim(): ColorDim[] {
    return Array.from(this.layers, ([name, seen]) => {
      const [bins, batches] = [this.#bins, seen.length];
      const values = new Float32Array(bins * batches);
      for (const [batch, { hist }] of seen.entries()) {
        for (let bin = 0; bin < bins; bin++) values[bin * batches + batch] = Math.log1p(hist[bin]!);
      }
      return { name, bins, batches, values };
    });
  }

  /** Lesson 10's dead_chart: the share of each layer's values that are (nearly) 0, or at its floor, 0 to 1 by batch. */
  deadChart(): { name: string; shares: number[] }[] {
    return Array.from(this.layers, ([name, seen]) => ({ name, shares: seen.map(({ dead }) => dead) }));
  }
}
