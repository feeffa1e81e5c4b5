/** A trainer that says one batch, and does on a stop what the name of its job says. */
import type { FromTrainer, ToTrainer } from '../../shared/trainer.ts';

const leave = (message: FromTrainer): void => {
  process.send?.(message, undefined, undefined, () => process.exit(0));
};

let name: string | null = null;

process.on('disconnect', () => process.exit(1));
process.on('message', (message: ToTrainer) => {
  if (message.type === 'train') {
    name = message.assignment.spec.name;
    const one = Float32Array.of(1);
    const entry = { type: 'batches', epoch: 0, split: 'train', from: 0, loss: one, accuracy: one } as const;
    process.send?.({ type: 'entries', entries: [entry] } satisfies FromTrainer);
    setInterval(() => process.send?.({ type: 'alive' } satisfies FromTrainer), 50);
  }
  if (message.type !== 'stop') return;
  if (name === 'crashes') process.exit(1);
  if (name === 'takes its time') setTimeout(leave, 1000, { type: 'stopped' });
});
