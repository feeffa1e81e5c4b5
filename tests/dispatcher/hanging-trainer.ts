/**
 * A trainer that hangs in its first attempt: it says one batch and nothing more, whatever it is told. The next attempt says
 * that it lives, for longer than a lease, and is finished.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { FromTrainer, ToTrainer } from '../../shared/trainer.ts';

const say = (message: FromTrainer): boolean | undefined => process.send?.(message);
const batch = (from: number) => ({
  type: 'batches' as const,
  epoch: 0,
  split: 'train' as const,
  from,
  loss: Float32Array.of(2.3),
  accuracy: Float32Array.of(0.1),
});

process.on('disconnect', () => process.exit(1));
process.on('message', async (message: ToTrainer) => {
  if (message.type !== 'train') return;
  const { attempt, aliveMs } = message.assignment;
  if (attempt === 1) {
    say({ type: 'entries', entries: [batch(0)] });
    return;
  }
  // An eighth of a lease each.
  for (let times = 0; times < 12; times++) {
    say({ type: 'alive' });
    await pause(aliveMs);
  }
  process.send?.({ type: 'finished' }, undefined, undefined, () => process.exit(0));
});
