/** A trainer whose device is taken away from jobs with seed 1 as soon as it is open. */
import { tf } from '../../server/engine/index.ts';
import type { ToTrainer } from '../../shared/trainer.ts';
import '../../server/trainer/main.ts';

process.on('message', (message: ToTrainer) => {
  if (message.type === 'train' && message.assignment.spec.seed === 1) takeAway();
});

function takeAway(): void {
  if (tf.getBackend() !== 'webgpu') setImmediate(takeAway);
  else (tf.backend() as unknown as { device: { destroy(): void } }).device.destroy();
}
