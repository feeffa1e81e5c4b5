import type { JobDraft } from '../draft.ts';

/** Validation accuracy of the course's own notebook after 3 epochs of this recipe on all of Fashion-MNIST. */
export const COURSE_ACCURACY = 0.876;
export const COURSE_EPOCHS = 3;

/**
 * Lesson 17's network with batch norm and momentum, at the learning rate that batch norm makes possible.
 * `mini` has a sixth of the images: smaller batches give it enough steps to learn something.
 */
export function lesson({ mini, epochs }: { mini: boolean; epochs: number }): JobDraft {
  return {
    kind: 'train',
    name: 'lesson 17: batch norm, momentum',
    tags: ['course', 'demo'],
    dataset: {
      name: mini ? 'fashion-mnist-mini' : 'fashion-mnist',
      normalize: { mean: 0.28, std: 0.35 },
    },
    model: {
      kind: 'cnn',
      filters: [8, 16, 32, 64],
      kernel: 3,
      activation: { kind: 'general-relu', leak: 0.1, sub: 0.4 },
      norm: { kind: 'batch' },
    },
    init: { kind: 'kaiming' },
    optimizer: { kind: 'momentum', lr: 1.5 },
    epochs,
    batchSize: mini ? 256 : 1024,
  };
}
