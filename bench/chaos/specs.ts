import type { JobDraft } from '../../client/index.ts';

/** Small jobs that use all that has to be brought back: shuffling, dropout, augmentation, momentum, averages, schedules. */
export const SPECS: Record<string, JobDraft> = {
  'batch norm, momentum': {
    ...common(1),
    model: { kind: 'cnn', activation: { kind: 'general-relu' }, norm: { kind: 'batch' } },
    optimizer: { kind: 'momentum', lr: 0.5 },
    hooks: { every: 2 },
  },
  'dropout, augmentation, adamw, one cycle': {
    ...common(2),
    model: {
      kind: 'sequential',
      layers: [
        { kind: 'conv-block', filters: 8, norm: { kind: 'batch' }, activation: { kind: 'relu' } },
        { kind: 'conv-block', filters: 16, norm: { kind: 'batch' }, activation: { kind: 'relu' } },
        { kind: 'global-avg-pool' },
        { kind: 'dropout', p: 0.3 },
        { kind: 'linear', features: 10 },
      ],
    },
    augment: [{ kind: 'random-crop', padding: 1 }, { kind: 'horizontal-flip' }],
    optimizer: { kind: 'adamw', lr: 0.01 },
    schedule: { kind: 'one-cycle' },
  },
  "the lesson's momentum learner, lsuv": {
    ...common(3),
    model: { kind: 'cnn', activation: { kind: 'general-relu' } },
    init: { kind: 'lsuv', samples: 64 },
    learner: { kind: 'momentum', momentum: 0.85 },
    optimizer: { kind: 'sgd', lr: 0.05 },
    callbacks: [{ kind: 'early-stopping', patience: 3 }],
  },
};

function common(seed: number) {
  return {
    kind: 'train' as const,
    seed,
    dataset: { name: 'fashion-mnist-mini', trainLimit: 640, validLimit: 128 },
    batchSize: 32,
    epochs: 6,
    maxAttempts: 100,
    checkpoint: { everyBatches: 7, keepLast: 3 },
  };
}
