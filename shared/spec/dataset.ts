import { Type } from 'typebox';
import { closed } from './closed.ts';

export const Normalize = Type.Union(
  [
    closed({ mean: Type.Number(), std: Type.Number({ exclusiveMinimum: 0 }) }),
    Type.Literal('first-batch'),
    Type.Literal('none'),
  ],
  {
    default: 'first-batch',
    description:
      'Pixels are scaled to [0, 1], then (x - mean) / std. "first-batch" takes mean and std from the first training batch (lesson 16).',
  },
);

const limit = (split: string) =>
  Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], {
    default: null,
    description: `Take only the first n images of the ${split} set, in stored order.`,
  });

/** What to train on, and how its images reach the network. */
export const DatasetSpec = closed({
  name: Type.String({ minLength: 1, maxLength: 100, description: 'One of GET /datasets.' }),
  trainLimit: limit('training'),
  validLimit: limit('validation'),
  shuffle: Type.Boolean({ default: true, description: 'A new order of the training set every epoch.' }),
  normalize: Normalize,
});
