import { type Histogram, type Statistics, statisticsOf, valuesOf } from '../../engine/index.ts';
import { Callback } from '../callback.ts';
import { Hooks, modulesOf } from '../hooks.ts';
import type { Learner } from '../learner.ts';
import { Activation } from '../nn/activations.ts';
import type { Module } from '../nn/module.ts';

export type ActivationStatsOptions = Partial<Histogram> & {
  /** Which modules are watched: every activation unless said. */
  filter?: (module: Module, path: string) => boolean;
  /** Watch every n-th training batch. */
  every?: number;
};

export const isActivation = (module: Module): boolean => module instanceof Activation;

/**
 * Lesson 17's ActivationStats: mean, deviation, dead share and histogram of every watched layer in training batches.
 * Its hooks are gone after the fit, however that ended.
 */
export class ActivationStats extends Callback {
  /** Layer by layer, in forward order: what was seen, batch after batch. */
  readonly layers = new Map<string, Statistics[]>();
  readonly #filter: NonNullable<ActivationStatsOptions['filter']>;
  readonly #every: number;
  readonly #histogram: Histogram;
  #hooks: Hooks | undefined;

  constructor({ filter = isActivation, every = 1, bins = 40, max = 10 }: ActivationStatsOptions = {}) {
    super();
    this.#filter = filter;
    this.#every = every;
    this.#histogram = { bins, max };
  }

  override beforeFit(learn: Learner): void {
    const modules = modulesOf(learn.model, this.#filter);
    for (const path of modules.values()) this.layers.set(path, []);
    this.#hooks = new Hooks(modules.keys(), (module, output) => {
      if (!learn.training || learn.steps.train % this.#every !== 0) return;
      const floor = module instanceof Activation ? module.floor : null;
      this.layers.get(modules.get(module)!)!.push(statisticsOf(valuesOf(output), this.#histogram, floor));
    });
  }

  override cleanupFit(): void {
    this.#hooks?.remove();
  }

  /** Hands out what was seen since the last call and forgets it. */
  drain(): Map<string, Statistics[]> {
    return new Map(Array.from(this.layers, ([name, seen]) => [name, seen.splice(0)]));
  }
}
