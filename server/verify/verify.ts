import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '../../client/index.ts';
import type { JobSpec } from '../../shared/spec/job-spec.ts';
import { fetchGiven, readKept } from './kept.ts';
import { replay } from './replay.ts';
import { type Verdict, verdictOf } from './verdict.ts';

/** Where data is found, as a server has it. */
export type Places = { threads: number; cacheDir: string; datasetsDir: string | null };

/** A trainer that is not heard for longer is not given up: nobody waits for its lease. */
const ALIVE_MS = 10_000;

/**
 * Trains the first epochs of a run again, on this machine, and compares every loss with what a server has kept of it.
 * @throws Unusable when nothing can be said of the run; what the client throws
 */
export async function verify(client: Client, id: string, epochs: number, places: Places): Promise<Verdict> {
  const { spec, receipts, losses } = await readKept(client, id, epochs);
  const folder = mkdtempSync(join(tmpdir(), 'learnd-verify-'));
  const clear = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', clear);
  try {
    await fetchGiven(client, spec, folder);
    const { device } = receipts[0]!.receipt;
    const assignment = {
      spec: withoutCheckpoints(spec),
      // The very device, and as many threads: sums are taken in another order else.
      devices: [device.name],
      threads: device.threads ?? places.threads,
      cacheDir: places.cacheDir,
      datasetsDir: places.datasetsDir,
      artifactsDir: folder,
      attempt: 1,
      checkpoints: [],
      aliveMs: ALIVE_MS,
    };
    return verdictOf(receipts, await replay(assignment, losses));
  } finally {
    process.off('exit', clear);
    clear();
  }
}

/** All else stays as it is: a schedule depends on the epochs that were asked for. */
function withoutCheckpoints(spec: JobSpec): JobSpec {
  if (spec.kind !== 'train') return spec;
  const checkpoint = { everyEpochs: null, everyBatches: null, everySeconds: null, keepLast: null };
  return { ...spec, checkpoint };
}
