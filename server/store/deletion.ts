import { hasEnded, type State } from '../../shared/lifecycle.ts';
import type { Disposal } from './disposal.ts';
import { RunHeld, UnknownRun } from './errors.ts';
import { isHeld } from './fence.ts';
import { endOf, record } from './recording.ts';
import type { Writer } from './writer.ts';

/**
 * Deletes a run with its job, journal, epochs, tags and requests, then the files of its artifacts that nobody else
 * wants. A job that waits is cancelled by it, so that whoever listens to it comes to an end.
 * @throws UnknownRun, RunHeld
 */
export async function deleteRun(writer: Writer, disposal: Disposal, id: string): Promise<void> {
  const digests = await writer.write(async (tables, publish) => {
    const job = await tables.job.findUnique({ where: { id }, select: { state: true, attempt: true } });
    const end = await endOf(tables, id);
    if (!job || !end) throw new UnknownRun(id);
    const { attempt } = job;
    const state = job.state as State;
    if (isHeld(state)) throw new RunHeld(id, state);
    if (!hasEnded(state)) {
      const to = 'cancelled';
      const reason = 'The run was deleted';
      publish(
        id,
        await record(tables, end, attempt, [
          { type: 'state', from: state, to, attempt, reason },
          { type: 'end', state: to },
        ]),
      );
    }
    const rows = await tables.runArtifact.findMany({ where: { runId: id }, select: { digest: true } });
    await tables.job.delete({ where: { id } });
    return rows.map(({ digest }) => digest);
  });
  // The run is gone, which is what was asked for: a file that could not be removed is left to the sweep.
  await disposal.drop(digests).catch(() => {});
}
