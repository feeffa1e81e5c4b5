import { Type } from 'typebox';
import { closed } from './closed.ts';

/** Which Learner trains: the ordinary one, or lesson 17's that shrinks gradients instead of zeroing them. */
export const LearnerSpec = Type.Union(
  [
    closed({ kind: Type.Literal('train') }),
    closed({
      kind: Type.Literal('momentum'),
      momentum: Type.Number({ minimum: 0, exclusiveMaximum: 1, default: 0.85 }),
    }),
  ],
  { default: { kind: 'train' } },
);

export const EvaluateSpec = closed(
  {
    tta: Type.Boolean({
      default: false,
      description: 'Test-time augmentation: predictions of an image and of its mirror image, averaged.',
    }),
  },
  { default: {} },
);

export const CheckpointSpec = closed(
  {
    everyEpochs: Type.Union([Type.Integer({ minimum: 1, maximum: 10_000 }), Type.Null()], {
      default: 1,
      description:
        'Keep weights and optimizer after every n-th epoch and the last; null: only after the last.',
    }),
    everyBatches: Type.Union([Type.Integer({ minimum: 1, maximum: 1_000_000_000 }), Type.Null()], {
      default: null,
      description: 'And after every n-th training batch.',
    }),
    everySeconds: Type.Union([Type.Number({ minimum: 1, maximum: 1_000_000 }), Type.Null()], {
      default: null,
      description: 'And when so many seconds have gone by since the last one, at the next training batch.',
    }),
    keepLast: Type.Union([Type.Integer({ minimum: 1, maximum: 100_000 }), Type.Null()], {
      default: null,
      description: 'Only the last n stay, older ones are dropped; null: all stay.',
    }),
  },
  { default: {} },
);

export const CallbackSpecs = Type.Array(
  Type.Union([
    closed({
      kind: Type.Literal('early-stopping'),
      monitor: Type.Enum(['valid-loss', 'valid-accuracy', 'train-loss'], { default: 'valid-loss' }),
      patience: Type.Integer({
        minimum: 0,
        maximum: 10_000,
        default: 3,
        description: 'Epochs without progress.',
      }),
      minDelta: Type.Number({ minimum: 0, default: 0, description: 'Less than this is no progress.' }),
    }),
    closed(
      { kind: Type.Literal('single-batch') },
      { description: 'Ends after one batch: does it run at all?' },
    ),
  ]),
  { maxItems: 8, default: [] },
);
