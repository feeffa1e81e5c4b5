/**
 * A trainer that predicts without a network, told what to do by the first byte of the first image: 0 answers, 1 fails, 2
 * dies, 3 says nothing, 4 answers and dies. Every probability is its process id, so that tests see who answered.
 */
import type { FromTrainer, ToTrainer } from '../../shared/trainer.ts';

const say = (message: FromTrainer, then = (): void => {}): void => {
  process.send?.(message, undefined, undefined, then);
};

process.on('disconnect', () => process.exit(1));
process.on('message', (message: ToTrainer) => {
  if (message.type !== 'predict') return;
  const { images, classes } = message.request;
  const probabilities = images.map((image) => [process.pid, image[1] ?? 0, ...Array(classes - 2).fill(0)]);
  const die = (): void => void process.kill(process.pid, 'SIGKILL');
  const order = images[0]?.[0];
  if (order === 0) say({ type: 'predicted', probabilities });
  if (order === 1) say({ type: 'failed', message: 'the weights do not fit' });
  if (order === 2) die();
  if (order === 4) say({ type: 'predicted', probabilities }, die);
});
