/** A trainer that says one batch of its job, from the beginning, and is killed, as by the system when memory runs out. */
import type { ToTrainer, TrainerEntry } from '../../shared/trainer.ts';

process.on('message', (message: ToTrainer) => {
  if (message.type !== 'train') return;
  const batch: TrainerEntry = {
    type: 'batches',
    epoch: 0,
    split: 'train',
    from: 0,
    loss: Float32Array.of(2.3),
    accuracy: Float32Array.of(0.1),
  };
  const { attempt } = message.assignment;
  const again: TrainerEntry = {
    type: 'rewind',
    step: 0,
    valid: 0,
    reason: `attempt ${attempt} starts from the beginning`,
  };
  const entries = attempt > 1 ? [again, batch] : [batch];
  process.send?.({ type: 'entries', entries }, undefined, undefined, () =>
    process.kill(process.pid, 'SIGKILL'),
  );
});
