import { Type } from 'typebox';
import { closed } from './closed.ts';

const lr = Type.Number({ exclusiveMinimum: 0, maximum: 1000, default: 0.1 });
const weightDecay = Type.Number({
  minimum: 0,
  maximum: 1,
  default: 0,
  description: 'p *= 1 - lr * weightDecay before the update; never added to the gradient.',
});
const fraction = (value: number, description: string) =>
  Type.Number({ minimum: 0, exclusiveMaximum: 1, default: value, description });

export const OptimizerSpec = Type.Union(
  [
    closed({
      kind: Type.Literal('sgd'),
      lr,
      weightDecay,
      momentum: fraction(0, 'Heavy ball, as torch.optim.SGD: v = momentum * v + g; p -= lr * v.'),
    }),
    closed({
      kind: Type.Literal('momentum'),
      lr,
      weightDecay,
      momentum: fraction(0.9, "The lesson's running average: v = momentum * v + (1 - momentum) * g."),
    }),
  ],
  { default: { kind: 'sgd' } },
);
