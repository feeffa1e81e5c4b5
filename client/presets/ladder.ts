import type { JobDraft } from '../draft.ts';

type TrainDraft = Extract<JobDraft, { kind: 'train' }>;
type Recipe = Omit<TrainDraft, 'kind' | 'dataset' | 'name' | 'tags'>;

/** One experiment of the course, as a job, or as what follows a finished one. */
export type Rung = {
  /** Stable, to ask for it by. */
  key: string;
  title: string;
  /** Validation accuracy in the course's notebook after the last epoch. */
  course: number;
  job: TrainDraft;
  /** Goes on from the weights of that rung, as the lesson's second call of `fit`. */
  after?: string;
  /** Takes minutes to hours on a CPU: left out unless asked for. */
  isLong?: boolean;
};

const GENERAL = { kind: 'general-relu', leak: 0.1, sub: 0.4 } as const;
const BATCH = { kind: 'batch' } as const;
const ADAMW = (lr: number) => ({ kind: 'adamw', lr }) as const;

/** What all rungs have in common; the rest is the default: batches of 1024, 3 epochs, hooks on every activation. */
const rung = (
  key: string,
  title: string,
  course: number,
  recipe: Recipe,
  more: Pick<Rung, 'after' | 'isLong'> = {},
): Rung => ({
  key,
  title,
  course,
  job: {
    kind: 'train',
    name: `ladder: ${title}`,
    tags: ['course', 'ladder'],
    dataset: { name: 'fashion-mnist', normalize: 'first-batch' },
    ...recipe,
  },
  ...more,
});

/** Notebook 11: MomentumLearner at momentum 0.85. */
const momentum = (lr: number) => ({ learner: { kind: 'momentum' }, optimizer: { kind: 'sgd', lr } }) as const;
/** Notebook 12: TrainLearner on the batch-norm model. */
const accelerated = {
  model: { kind: 'cnn', activation: GENERAL, norm: BATCH },
  init: { kind: 'kaiming' },
} as const;
/** Notebooks 13 and 14: AdamW and one cycle. */
const oneCycle = (lr: number, epochs: number) =>
  ({ optimizer: ADAMW(lr), schedule: { kind: 'one-cycle' }, epochs }) as const;

/** The lesson and what came after it, in the course's order (fastai/course22p2, notebooks 11 to 14). */
export const LADDER: readonly Rung[] = [
  rung('relu', 'ReLU, Kaiming, input normalization', 0.853, {
    model: { kind: 'cnn' },
    init: { kind: 'kaiming' },
    ...momentum(0.2),
  }),
  rung('general-relu', 'GeneralReLU', 0.872, {
    model: { kind: 'cnn', activation: GENERAL },
    init: { kind: 'kaiming' },
    ...momentum(0.2),
  }),
  rung('lsuv', 'LSUV', 0.866, {
    model: { kind: 'cnn', activation: GENERAL },
    init: { kind: 'lsuv' },
    ...momentum(0.2),
  }),
  rung('layer-norm', 'LayerNorm', 0.874, {
    model: { kind: 'cnn', activation: GENERAL, norm: { kind: 'layer' } },
    init: { kind: 'kaiming' },
    ...momentum(0.2),
  }),
  rung('lesson-batch-norm', "the lesson's BatchNorm, lr 0.4", 0.849, {
    model: { kind: 'cnn', activation: GENERAL, norm: { kind: 'lesson-batch' } },
    init: { kind: 'kaiming' },
    ...momentum(0.4),
  }),
  rung('batch-norm-256', 'BatchNorm, batch 256', 0.876, {
    ...accelerated,
    ...momentum(0.2),
    batchSize: 256,
  }),
  rung(
    'two-more-epochs',
    '… and 2 epochs more at lr 0.05',
    0.899,
    { ...accelerated, ...momentum(0.05), batchSize: 256, epochs: 2 },
    { after: 'batch-norm-256' },
  ),
  rung('sgd', 'SGD, lr 0.4', 0.852, { ...accelerated, optimizer: { kind: 'sgd', lr: 0.4 } }),
  rung('momentum', 'Momentum, lr 1.5', 0.876, { ...accelerated, optimizer: { kind: 'momentum', lr: 1.5 } }),
  rung('rmsprop', 'RMSProp, lr 3e-3', 0.853, { ...accelerated, optimizer: { kind: 'rmsprop', lr: 3e-3 } }),
  rung('adam', 'Adam, lr 6e-3', 0.871, { ...accelerated, optimizer: { kind: 'adam', lr: 6e-3 } }),
  rung('cosine', 'AdamW and cosine, lr 2e-2', 0.883, {
    ...accelerated,
    optimizer: ADAMW(2e-2),
    schedule: { kind: 'cosine' },
  }),
  rung('one-cycle', 'AdamW and one cycle, lr 6e-2, 5 epochs', 0.906, {
    ...accelerated,
    ...oneCycle(6e-2, 5),
  }),
  rung('deeper', 'deeper CNN, 5 epochs', 0.917, {
    model: {
      kind: 'cnn',
      filters: [8, 16, 32, 64, 128],
      firstStride: 1,
      activation: GENERAL,
      norm: BATCH,
      headNorm: true,
    },
    init: { kind: 'kaiming' },
    ...oneCycle(6e-2, 5),
  }),
  rung(
    'resnet',
    'ResNet, 5 epochs',
    0.928,
    {
      model: { kind: 'resnet', activation: GENERAL, norm: BATCH },
      init: { kind: 'kaiming' },
      ...oneCycle(3e-2, 5),
    },
    { isLong: true },
  ),
  rung(
    'augmented',
    'wide ResNet, crop and flip, test-time augmentation, batch 512, 20 epochs',
    0.945,
    {
      model: {
        kind: 'sequential',
        layers: [
          ...[16, 32, 64, 128, 256, 512].map((filters, i) => ({
            kind: 'res-block' as const,
            filters,
            kernel: i === 0 ? 5 : 3,
            stride: i === 0 ? 1 : 2,
            activation: GENERAL,
            norm: { kind: 'batch' as const, momentum: 0.1, eps: 1e-5 },
          })),
          { kind: 'global-avg-pool' },
          { kind: 'linear', features: 10, bias: false },
          { kind: 'batch-norm', momentum: 0.1, eps: 1e-5 },
        ],
      },
      init: { kind: 'kaiming' },
      augment: [{ kind: 'random-crop' }, { kind: 'horizontal-flip' }],
      evaluate: { tta: true },
      // The course's 1024 would need more than the 4 GiB that wasm can address.
      batchSize: 512,
      ...oneCycle(1e-2, 20),
    },
    { isLong: true },
  ),
];
