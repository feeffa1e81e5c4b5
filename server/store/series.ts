import type { Activations, Metrics } from '../../shared/resources.ts';
import { type ActivationsQuery, readActivations, recentLayers } from './activations.ts';
import type { Database } from './database.ts';
import { type MetricsQuery, readMetrics, recentBatches } from './metrics.ts';

/** What was measured while a run trained, as columns. What a rewind made void is left out. */
export type Series = ReturnType<typeof openSeries>;

export function openSeries(database: Database) {
  const inTurn = oneAtATime();
  const [batches, layers] = [recentBatches(), recentLayers()];
  return {
    /** Loss, accuracy, rate, momentum by batch. @throws UnknownRun, UnknownName, TooMuchAsked */
    metrics: (run: string, query: MetricsQuery): Promise<Metrics> =>
      inTurn(() => readMetrics(database, batches, run, query)),

    /** Mean, deviation, dead share and histogram by layer and watched batch. @throws UnknownRun, UnknownName, TooMuchAsked */
    activations: (run: string, query: ActivationsQuery = {}): Promise<Activations> =>
      inTurn(() => readActivations(database, layers, run, query)),
  };
}

/** Side by side they would take as long, since there is one connection and one thread, and as much memory as all together. */
function oneAtATime(): <T>(read: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (read) => {
    const done = last.then(read);
    last = done.catch(() => {});
    return done;
  };
}
