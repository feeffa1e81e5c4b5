import type { JobDraft } from '../../client/index.ts';
import { LADDER } from '../../client/presets/index.ts';

type TrainDraft = Extract<JobDraft, { kind: 'train' }>;

/** A training whose looks are kept for the tests of the detectors. */
export type Case = {
  /** Name of its file. */
  key: string;
  title: string;
  job: TrainDraft;
  /** Begins with the last weights of that case. */
  after?: string;
};

const GENERAL = { kind: 'general-relu', leak: 0.1, sub: 0.4 } as const;
const BATCH = { kind: 'batch' } as const;
const KAIMING = { kind: 'kaiming' } as const;
const LESSON = { kind: 'momentum' } as const;
const SGD = (lr: number) => ({ kind: 'sgd', lr }) as const;

/** Verdicts are about training batches: validation only tells how good the network became. */
const VALID = 1000;

const job = (recipe: Partial<TrainDraft>): TrainDraft => ({
  kind: 'train',
  dataset: { name: 'fashion-mnist', normalize: 'first-batch', validLimit: VALID },
  model: { kind: 'cnn' },
  epochs: 1,
  onNonFinite: 'continue',
  ...recipe,
});
const raw = { name: 'fashion-mnist', normalize: 'none', validLimit: VALID } as const;
/** Lesson 17's first model, and what it says of it: trained at that rate, without norm. */
const plain = (lr: number, activation: object = GENERAL): Partial<TrainDraft> =>
  ({
    model: { kind: 'cnn', activation },
    init: KAIMING,
    learner: LESSON,
    optimizer: SGD(lr),
  }) as Partial<TrainDraft>;
const normed = (more: Partial<TrainDraft>): Partial<TrainDraft> => ({
  model: { kind: 'cnn', activation: GENERAL, norm: BATCH },
  init: KAIMING,
  ...more,
});
const of = (kind: string): object => ({ kind });

/** Trouble comes in the first epoch or so; these are watched to their end. */
const WHOLE = new Set(['relu', 'general-relu']);

/** Of the ladder, whose rungs all train well, those that take minutes and not hours. */
const ladder: Case[] = LADDER.filter(({ isLong }) => !isLong).map(({ key, title, job, after }) => ({
  key,
  title: title.replace(/, \d+ epochs$/, '').replace('2 epochs more', 'going on,'),
  job: { ...job, epochs: WHOLE.has(key) ? 3 : 1, dataset: { ...job.dataset, validLimit: VALID } },
  ...(after !== undefined && { after }),
}));

const more: [key: string, title: string, recipe: Partial<TrainDraft>][] = [
  // Trainings that go well.
  ['small-batches', 'BatchNorm, batch 64', normed({ optimizer: SGD(0.1), batchSize: 64, epochs: 1 })],
  [
    'relu-batch-norm',
    'ReLU, BatchNorm',
    normed({ model: { kind: 'cnn', norm: BATCH }, optimizer: SGD(0.4) }),
  ],
  [
    'adam-small-batches',
    'ReLU, default init, Adam, batch 64',
    { optimizer: { kind: 'adam', lr: 1e-3 }, batchSize: 64, epochs: 1 },
  ],
  ['max-6', 'GeneralReLU, max 6', plain(0.2, { ...GENERAL, max: 6 })],
  ['relu6', 'ReLU6', plain(0.1, of('relu6'))],
  ['gelu', 'GELU', plain(0.2, of('gelu'))],
  ['tanh', 'tanh', plain(0.1, of('tanh'))],
  ['swish', 'SiLU', plain(0.1, of('swish'))],
  // Trainings that do not.
  [
    'raw-relu',
    'lesson 10: pixels as they are, default init, ReLU, lr 0.6, batch 512',
    { dataset: raw, optimizer: SGD(0.6), batchSize: 512 },
  ],
  [
    'raw-momentum',
    'pixels as they are, default init, ReLU, lr 0.2, momentum',
    { dataset: raw, learner: LESSON, optimizer: SGD(0.2), epochs: 3 },
  ],
  ['raw-kaiming', 'pixels as they are, Kaiming, ReLU', { ...plain(0.2, of('relu')), dataset: raw }],
  ['default-init', 'normalized, default init, ReLU', { learner: LESSON, optimizer: SGD(0.2) }],
  [
    'default-init-slow',
    'normalized, default init, ReLU, lr 0.05',
    { learner: LESSON, optimizer: SGD(0.05), epochs: 2 },
  ],
  ['relu-lr-0.4', 'ReLU, Kaiming, lr 0.4 without norm', plain(0.4, of('relu'))],
  ['relu-seed-4', 'ReLU, Kaiming, lr 0.2, seed 4', { ...plain(0.2, of('relu')), seed: 4 }],
  ['relu-lr-0.6', 'ReLU, Kaiming, lr 0.6 without norm', plain(0.6, of('relu'))],
  ['general-lr-0.4', 'GeneralReLU, lr 0.4 without norm', plain(0.4)],
  ['general-lr-0.6', 'GeneralReLU, lr 0.6 without norm', plain(0.6)],
  ['general-lr-1.5', 'GeneralReLU, lr 1.5 without norm', plain(1.5)],
  ['max-0', 'GeneralReLU, max 0', plain(0.2, { ...GENERAL, max: 0 })],
  ['max-0.5', 'GeneralReLU, max 0.5', plain(0.2, { ...GENERAL, max: 0.5 })],
  ['max-1', 'GeneralReLU, max 1', plain(0.2, { ...GENERAL, max: 1 })],
  [
    'momentum-lr-1.5',
    'Momentum, lr 1.5 without norm',
    { ...plain(0), learner: { kind: 'train' }, optimizer: { kind: 'momentum', lr: 1.5 } },
  ],
  [
    'momentum-lr-4',
    'Momentum, lr 4 without norm',
    { ...plain(0), learner: { kind: 'train' }, optimizer: { kind: 'momentum', lr: 4 } },
  ],
  ['momentum-lr-6', 'BatchNorm, Momentum, lr 6', normed({ optimizer: { kind: 'momentum', lr: 6 } })],
  ['relu-adam', 'ReLU, Adam, lr 0.05', { init: KAIMING, optimizer: { kind: 'adam', lr: 0.05 } }],
  ['normal-0.01', 'weights from N(0, 0.01)', { init: { kind: 'normal', std: 0.01 }, optimizer: SGD(0.1) }],
  ['normal-1', 'weights from N(0, 1)', { init: { kind: 'normal', std: 1 }, optimizer: SGD(0.01) }],
  ['sigmoid', 'sigmoid', plain(0.2, of('sigmoid'))],
  ['adamw-lr-1', 'BatchNorm, AdamW, lr 1', normed({ optimizer: { kind: 'adamw', lr: 1 } })],
  [
    'one-cycle-no-norm',
    'AdamW and one cycle, lr 0.06 without norm',
    {
      ...plain(0),
      learner: { kind: 'train' },
      optimizer: { kind: 'adamw', lr: 0.06 },
      schedule: { kind: 'one-cycle' },
    },
  ],
];

/** Other first weights and another order of images. */
const reseeded = (['relu', 'general-relu', 'batch-norm-256', 'one-cycle'] as const).flatMap((key) => {
  const { title, job } = ladder.find((one) => one.key === key)!;
  return [1, 2, 3].map((seed) => ({
    key: `${key}-seed-${seed}`,
    title: `${title}, seed ${seed}`,
    job: { ...job, seed, epochs: 1, onNonFinite: 'continue' as const },
  }));
});

export const CASES: readonly Case[] = [
  ...ladder,
  ...reseeded,
  ...more.map(([key, title, recipe]) => ({ key, title, job: job(recipe) })),
];
