import { type Static, Type } from 'typebox';
import { closed } from './closed.ts';

const rate = (value: number) => Type.Number({ exclusiveMinimum: 0, maximum: 1000, default: value });
const decay = (value: number) =>
  Type.Number({
    minimum: 0,
    maximum: 1,
    default: value,
    description: 'p *= 1 - lr * weightDecay before the update; never added to the gradient.',
  });
const fraction = (value: number, description?: string) =>
  Type.Number({ minimum: 0, exclusiveMaximum: 1, default: value, ...(description && { description }) });
const betas = (first: number, second: number) =>
  Type.Array(Type.Number({ minimum: 0, exclusiveMaximum: 1 }), {
    minItems: 2,
    maxItems: 2,
    default: [first, second],
  });
const eps = (value: number) => Type.Number({ minimum: 0, maximum: 1, default: value });

export const OptimizerSpec = Type.Union(
  [
    closed({
      kind: Type.Literal('sgd'),
      lr: rate(0.1),
      weightDecay: decay(0),
      momentum: fraction(0, 'Heavy ball, as torch.optim.SGD: v = momentum * v + g; p -= lr * v.'),
    }),
    closed({
      kind: Type.Literal('momentum'),
      lr: rate(0.1),
      weightDecay: decay(0),
      momentum: fraction(0.9, "The lesson's running average: v = momentum * v + (1 - momentum) * g."),
    }),
    closed(
      {
        kind: Type.Literal('rmsprop'),
        lr: rate(0.003),
        weightDecay: decay(0),
        sqrMom: fraction(0.99),
        eps: eps(1e-5),
      },
      { description: "The lesson's: the first average is the first squared gradient." },
    ),
    closed(
      {
        kind: Type.Literal('adam'),
        lr: rate(0.006),
        weightDecay: decay(0),
        betas: betas(0.9, 0.99),
        eps: eps(1e-5),
      },
      { description: "The lesson's: both averages unbiased, eps inside the root." },
    ),
    closed(
      {
        kind: Type.Literal('adamw'),
        lr: rate(0.001),
        weightDecay: decay(0.01),
        betas: betas(0.9, 0.999),
        eps: eps(1e-8),
      },
      { description: 'torch.optim.AdamW.' },
    ),
  ],
  { default: { kind: 'sgd' } },
);
export type OptimizerSpec = Static<typeof OptimizerSpec>;
