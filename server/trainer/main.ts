/**
 * The trainer process: does the one thing that the first message asks for, says what comes of it, and ends; only one
 * that predicts waits for more of the same. It is
 * started by path and spoken to in the messages of shared/trainer.ts; it knows no database and no HTTP.
 */
import type { Assignment, FromTrainer, ToTrainer } from '../../shared/trainer.ts';
import { onDeviceFailure, probeDevices } from '../engine/index.ts';
import { keepAlive } from './alive.ts';
import { explainFailure } from './failure.ts';
import { endWithParent } from './orphan.ts';
import { predict } from './predict.ts';
import { train } from './train.ts';

const stop = new AbortController();
let hasLeft = false;

endWithParent();

process.on('message', (message: ToTrainer) => {
  if (message.type === 'stop') stop.abort();
  else void answer(message);
});
// Nobody is left to talk to: what this process would go on computing is lost.
process.on('disconnect', () => process.exit(1));
// Ctrl-C and a service manager's stop reach the whole group; the dispatcher says what becomes of the job.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});

async function answer(message: Exclude<ToTrainer, { type: 'stop' }>): Promise<void> {
  try {
    if (message.type === 'probe') {
      leave({ type: 'devices', devices: await probeDevices(message.names, message.threads) });
    } else if (message.type === 'predict') {
      const probabilities = await predict(message.request, endWithDevice);
      process.send?.({ type: 'predicted', probabilities } satisfies FromTrainer);
    } else {
      leave({ type: await trainAlive(message.assignment) });
    }
  } catch (error) {
    if (stop.signal.aborted && error === stop.signal.reason) leave({ type: 'stopped' });
    else leave({ type: 'failed', message: explainFailure(error) });
  }
}

/** Nothing is said after its end: the last word is `leave`'s. */
async function trainAlive(assignment: Assignment): Promise<'finished' | 'stopped'> {
  const voice = keepAlive(say, assignment.aliveMs);
  try {
    return await train(assignment, voice.say, stop.signal, endWithDevice);
  } finally {
    voice.end();
  }
}

/**
 * What a failed device goes on computing is void: nothing more may be said of it. To be called when it is open: of one
 * that fails while it is tried, another takes the place.
 */
function endWithDevice(): () => void {
  return onDeviceFailure((failure) => leave({ type: 'failed', message: failure.message }));
}

function say(message: FromTrainer): void {
  if (!hasLeft) process.send?.(message);
}

/** The last word; threads of the backend would keep the process alive after it. */
function leave(message: FromTrainer): void {
  if (hasLeft) return;
  hasLeft = true;
  process.send?.(message, undefined, undefined, () => process.exit(0));
}
