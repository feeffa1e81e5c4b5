import { Gauge, type Registry } from 'prom-client';
import { STATES } from '../../../shared/lifecycle.ts';
import type { Store } from '../../store/index.ts';

export type CensusGauges = {
  /** Reads the store anew. When it does not answer, its numbers are left out and `learnd_database_up` says 0. */
  refresh(): Promise<void>;
};

/**
 * What the database knows, read at each scrape.
 * @param complain gets what the database failed with; the scrape goes on
 */
export function censusGauges(
  registry: Registry,
  store: Pick<Store, 'census'>,
  complain: (error: unknown) => void,
): CensusGauges {
  const registers = [registry];
  const up = new Gauge({
    name: 'learnd_database_up',
    help: '1 when the database answered this scrape, else 0.',
    registers,
  });
  const jobs = new Gauge({
    name: 'learnd_jobs',
    help: 'Jobs that are kept, by their present state.',
    labelNames: ['state'],
    registers,
  });
  const depth = new Gauge({
    name: 'learnd_queue_depth',
    help: 'Jobs that a worker could claim now; queued jobs whose notBefore is yet to come are not among them.',
    registers,
  });
  const oldest = new Gauge({
    name: 'learnd_queue_oldest_wait_seconds',
    help: 'How long the job of learnd_queue_depth that waits longest has waited; 0 when none waits.',
    registers,
  });
  const bytes = new Gauge({
    name: 'learnd_artifacts_bytes',
    help: 'Bytes of the artifacts that runs and uploads refer to, each counted once.',
    registers,
  });

  return {
    async refresh() {
      // Sooner no number than an old one.
      jobs.reset();
      for (const gauge of [depth, oldest, bytes]) gauge.remove();
      try {
        const census = await store.census();
        for (const state of STATES) jobs.set({ state }, census.jobs[state] ?? 0);
        depth.set(census.waiting);
        oldest.set(census.waitingSince ? Math.max(0, Date.now() - census.waitingSince.getTime()) / 1000 : 0);
        bytes.set(census.artifactBytes);
        up.set(1);
      } catch (error) {
        up.set(0);
        complain(error);
      }
    },
  };
}
