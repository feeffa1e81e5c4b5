import { type DeviceName, devicesFor } from '../../shared/spec/device.ts';
import type { Assignment, FromTrainer } from '../../shared/trainer.ts';
import type { Outcome, Queue } from '../queue/index.ts';
import { type Claim, DatabaseFault, StaleAttempt, type Store } from '../store/index.ts';
import { isLocked, untilUnlocked } from './lock-patience.ts';
import type { Log } from './log.ts';
import { aliveMs, startPulse } from './pulse.ts';
import { startTrainer } from './trainer-process.ts';

/** What every attempt of this worker gets beside its job. */
export type Equipment = Pick<Assignment, 'threads' | 'cacheDir' | 'datasetsDir' | 'artifactsDir'> & {
  devices: readonly DeviceName[];
};

export type AttemptDeps = {
  equipment: Equipment;
  store: Pick<Store, 'journal' | 'runs'>;
  queue: Pick<Queue, 'heartbeat' | 'leaseMs'>;
  log: Log;
  /** Another trainer program, for tests and measurements. */
  trainer?: string | undefined;
};

export type Attempt = {
  /** Asks the trainer to stop at its next batch; one that has not within `patienceMs` is ended by force. */
  stop(patienceMs: number, reason?: string): void;
  readonly outcome: Promise<Outcome>;
};

/**
 * Runs one claimed job in a trainer of its own and journals what it says, message after message in their order.
 * The outcome never rejects: whatever goes wrong once it has started is an outcome.
 */
export function startAttempt({ id, attempt, spec }: Claim, deps: AttemptDeps): Attempt {
  const { equipment, store, queue, log } = deps;
  const about = { run: id, attempt };
  const trainer = startTrainer(deps.trainer, (line) => log.warn(about, `trainer: ${line}`));
  let last: FromTrainer | undefined;
  let stopReason: string | undefined;
  let wasForced = false;
  let failure: Outcome | undefined;

  const pulse = startPulse(
    queue.leaseMs,
    () =>
      void queue
        .heartbeat(id, attempt)
        .then(refuseStale, (error) => log.error({ err: error, ...about }, 'no heartbeat')),
    () => giveUp({ kind: 'lost', reason: `The trainer said nothing for ${queue.leaseMs / 1000} s` }),
  );
  let written = assign().catch(refuse);
  trainer.onMessage((message) => {
    pulse.heard();
    if (message.type === 'alive') return;
    last = message;
    written = written.then(() => untilUnlocked(() => write(message), queue.leaseMs)).catch(refuse);
  });

  async function assign(): Promise<void> {
    const devices = devicesFor(spec.device, equipment.devices);
    const checkpoints = attempt > 1 ? (await store.runs.checkpoints(id)).reverse() : [];
    const assignment = { ...equipment, spec, devices, attempt, checkpoints, aliveMs: aliveMs(queue.leaseMs) };
    trainer.send({ type: 'train', assignment });
  }

  async function write(message: FromTrainer): Promise<void> {
    if (failure) return;
    if (message.type === 'started') await store.runs.setFacts(id, attempt, message.facts);
    if (message.type === 'entries') await store.journal.append(id, attempt, message.entries);
  }

  function refuseStale(holds: boolean): void {
    if (!holds) refuse(new StaleAttempt(id, attempt));
  }

  /** What cannot be written must not go on training: a stale attempt, a full disk. */
  function refuse(error: unknown): void {
    giveUp(endOf(id, error));
  }

  function giveUp(outcome: Outcome): void {
    failure ??= outcome;
    trainer.kill();
  }

  async function settle(): Promise<Outcome> {
    const how = await trainer.ended;
    pulse.stop();
    await written;
    if (failure) return failure;
    if (last?.type === 'finished') return succeeded();
    if (last?.type === 'failed') return { kind: 'failed', error: last.message };
    if (last?.type === 'stopped') return stopped(store.journal.takeUnkept(id, attempt));
    if (wasForced)
      return stopped('It did not stop in time and was ended: it goes on from its last checkpoint');
    return { kind: 'lost', reason: `The trainer process ${how}` };
  }

  /** @param loss why less is kept than was trained; null: nothing was lost */
  function stopped(loss: string | null): Outcome {
    const reason = [stopReason, loss].filter(Boolean).join('. ');
    return { kind: 'stopped', ...(reason && { reason }) };
  }

  /** What was trained is lost when the last checkpoint could not be kept. */
  function succeeded(): Outcome {
    const unkept = store.journal.takeUnkept(id, attempt);
    if (unkept === null) return { kind: 'succeeded' };
    return { kind: 'failed', error: `${unkept}. Then POST /jobs/${id}/retry` };
  }

  return {
    stop(patienceMs, reason = '') {
      stopReason = reason;
      trainer.send({ type: 'stop' });
      setTimeout(() => {
        wasForced = true;
        trainer.kill();
      }, patienceMs).unref();
    },
    outcome: settle(),
  };
}

function endOf(id: string, error: unknown): Outcome {
  const reason = error instanceof Error ? error.message : String(error);
  // What may go away by itself, such as a lock or a disk that stalls, costs a try: the next goes on from the last checkpoint.
  if (!(error instanceof DatabaseFault) || isLocked(error)) return { kind: 'lost', reason };
  const remedy = `Once that is mended, POST /jobs/${id}/retry goes on from the last checkpoint`;
  return {
    kind: 'failed',
    error: `What the training said could not be written: ${reason}. ${remedy}`,
  };
}
