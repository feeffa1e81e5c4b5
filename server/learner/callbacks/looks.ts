import type { LayerFacts, Look } from '../health/look.ts';
import { Activation } from '../nn/activations.ts';
import type { ActivationStats } from './activation-stats.ts';
import type { Metrics } from './metrics.ts';

/** Where the numbers of a batch are read; the layers are watched in every n-th training batch. */
export type LookSources = { metrics: Metrics; stats: ActivationStats | null; every: number };

/** Of each watched layer, in forward order; once the fit has begun. */
export function layerFactsOf(stats: ActivationStats | null): LayerFacts[] {
  return Array.from(stats ?? [], ({ name, module }) => {
    const activation = module instanceof Activation ? module : null;
    const max = activation?.range[1] ?? Number.POSITIVE_INFINITY;
    const floor = activation?.floor ?? null;
    return { name, kind: module.kind, floor, max: Number.isFinite(max) ? max : null };
  });
}

/** The training batch that was read last, before anybody drains the statistics. */
export function lookAt(step: number, { metrics, stats, every }: LookSources): Look {
  const { loss, accuracy } = metrics.batch;
  const isWatched = stats !== null && step % every === 0;
  return { step, loss, accuracy, layers: isWatched ? Array.from(stats, latest) : null };
}

/** null: of a module that was not called. */
const latest = ({ stats }: { stats?: NonNullable<Look['layers']>[number][] }) => stats?.at(-1) ?? null;
