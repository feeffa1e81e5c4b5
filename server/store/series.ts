import type { Activations, Metrics } from '../../shared/resources.ts';
import { type ActivationsQuery, readActivations } from './activations.ts';
import type { Database } from './database.ts';
import { type MetricsQuery, readMetrics } from './metrics.ts';

/** What was measured while a run trained, as columns. What a rewind made void is left out. */
export type Series = ReturnType<typeof openSeries>;

export function openSeries(database: Database) {
  return {
    /** Loss, accuracy, rate, momentum by batch. @throws UnknownRun, UnknownName */
    metrics: (run: string, query: MetricsQuery): Promise<Metrics> => readMetrics(database, run, query),

    /** Mean, deviation, dead share and histogram by layer and watched batch. @throws UnknownRun, UnknownName */
    activations: (run: string, query: ActivationsQuery = {}): Promise<Activations> =>
      readActivations(database, run, query),
  };
}
