import type { DeviceName } from '../../shared/spec/job-spec.ts';
import type { Assignment, FromTrainer } from '../../shared/trainer.ts';
import type { Outcome } from '../queue/index.ts';
import { type Claim, StaleAttempt, type Store } from '../store/index.ts';
import { startTrainer } from './trainer-process.ts';

/** What every attempt of this worker gets beside its job. */
export type Equipment = Omit<Assignment, 'spec' | 'devices'> & { devices: readonly DeviceName[] };

/** How long a trainer may take to stop at its next batch before it is ended by force. */
const STOP_MS = 10_000;

export type Attempt = {
  /** Asks the trainer to stop at its next batch. */
  stop(reason?: string): void;
  readonly outcome: Promise<Outcome>;
};

/**
 * Runs one claimed job in a trainer of its own and journals what it says, message after message in their order.
 * The outcome never rejects: whatever goes wrong once it has started is an outcome.
 */
export function startAttempt(
  claim: Claim,
  equipment: Equipment,
  store: Pick<Store, 'journal' | 'runs'>,
  entry?: string,
): Attempt {
  const { id, attempt, spec } = claim;
  const trainer = startTrainer(entry);
  let last: FromTrainer | undefined;
  let stopReason: string | undefined;
  let failure: Outcome | undefined;

  let written = attempt > 1 ? startOver() : Promise.resolve();
  trainer.onMessage((message) => {
    last = message;
    written = written.then(() => write(message)).catch(giveUp);
  });
  const devices = spec.device === 'auto' ? [...equipment.devices] : [spec.device];
  trainer.send({ type: 'train', assignment: { ...equipment, spec, devices } });

  /** Without a checkpoint another attempt begins at the first batch, and says so. */
  async function startOver(): Promise<void> {
    const reason = `attempt ${attempt} starts from the beginning`;
    await store.journal.append(id, attempt, [{ type: 'rewind', step: 0, reason }]).catch(giveUp);
  }

  async function write(message: FromTrainer): Promise<void> {
    if (failure) return;
    if (message.type === 'started') await store.runs.setFacts(id, attempt, message.facts);
    if (message.type === 'entries') await store.journal.append(id, attempt, message.entries);
  }

  /** What cannot be written must not go on training: a stale attempt, a full disk. */
  function giveUp(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    failure ??= error instanceof StaleAttempt ? { kind: 'lost', reason } : { kind: 'failed', error: reason };
    trainer.kill();
  }

  async function settle(): Promise<Outcome> {
    const how = await trainer.ended;
    await written;
    if (failure) return failure;
    if (last?.type === 'finished') return { kind: 'succeeded' };
    if (last?.type === 'failed') return { kind: 'failed', error: last.message };
    if (last?.type === 'stopped' || stopReason !== undefined) {
      return { kind: 'stopped', ...(stopReason && { reason: stopReason }) };
    }
    return { kind: 'lost', reason: `The trainer process ${how}` };
  }

  return {
    stop(reason = '') {
      stopReason = reason;
      trainer.send({ type: 'stop' });
      setTimeout(() => trainer.kill(), STOP_MS).unref();
    },
    outcome: settle(),
  };
}
