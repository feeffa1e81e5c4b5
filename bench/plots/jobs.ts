import type { JobDraft } from '../../client/index.ts';
import { lesson } from '../../client/presets/index.ts';

type TrainDraft = Extract<JobDraft, { kind: 'train' }>;

const GENERAL = { kind: 'general-relu', leak: 0.1, sub: 0.4 } as const;

/** What the pictures of docs/plots.md are made of, by the beginning of their files' names. */
export function jobsOf({ mini }: { mini: boolean }): Record<string, JobDraft> {
  const { dataset, batchSize } = lesson({ mini, epochs: 5 }) as Required<TrainDraft>;
  const search = {
    kind: 'lr-find',
    dataset,
    batchSize,
    optimizer: { kind: 'adamw' },
    model: { kind: 'cnn', activation: GENERAL, norm: { kind: 'batch' } },
    init: { kind: 'kaiming' },
  } as const;
  return {
    good: lesson({ mini, epochs: 5 }),
    // The lesson's first try: no normalization of the input, no initialization, and a rate that is too high for both.
    bad: {
      kind: 'train',
      name: 'lesson 17: ReLU, rate 0.6, nothing normalized',
      dataset: { ...dataset, normalize: 'none' },
      model: { kind: 'cnn' },
      learner: { kind: 'momentum' },
      optimizer: { kind: 'sgd', lr: 0.6 },
      epochs: 5,
      batchSize,
      onNonFinite: 'continue',
    },
    'good-search': { ...search, name: 'batch norm, Kaiming: which rate?' },
    'bad-search': {
      ...search,
      name: 'the same, beginning with too high a rate',
      startLr: 0.05,
      gamma: 1.1,
      maxMult: 10,
    },
  };
}
