import { type Static, Type } from 'typebox';
import { closed } from './closed.ts';

const per = (value: 'batch' | 'epoch') =>
  Type.Enum(['batch', 'epoch'], { default: value, description: 'When the rate changes.' });
const fraction = (value: number) => Type.Number({ minimum: 0, maximum: 1, default: value });

/** Below 1: as Adam's first beta, 1 would divide by zero. */
const momentum = (value: number) => Type.Number({ minimum: 0, exclusiveMaximum: 1, default: value });

/** How the optimizer's rate changes while training, from the rate that the optimizer has. */
export const ScheduleSpec = Type.Union(
  [
    closed({ kind: Type.Literal('constant') }),
    closed(
      {
        kind: Type.Literal('exponential'),
        gamma: Type.Number({ exclusiveMinimum: 0, maximum: 10, default: 0.9 }),
        per: per('epoch'),
      },
      { description: 'torch ExponentialLR: lr * gamma^t.' },
    ),
    closed(
      {
        kind: Type.Literal('step'),
        stepSize: Type.Integer({ minimum: 1, default: 10 }),
        gamma: Type.Number({ exclusiveMinimum: 0, maximum: 10, default: 0.1 }),
        per: per('epoch'),
      },
      { description: 'torch StepLR: lr * gamma every stepSize.' },
    ),
    closed(
      {
        kind: Type.Literal('cosine'),
        minLr: Type.Number({ minimum: 0, maximum: 1000, default: 0 }),
        per: per('batch'),
      },
      { description: 'torch CosineAnnealingLR over the whole training, down to minLr.' },
    ),
    closed(
      {
        kind: Type.Literal('one-cycle'),
        pctStart: fraction(0.3),
        anneal: Type.Enum(['cos', 'linear'], { default: 'cos' }),
        divFactor: Type.Number({ minimum: 1, maximum: 1e6, default: 25 }),
        finalDivFactor: Type.Number({ minimum: 1, maximum: 1e9, default: 1e4 }),
        cycleMomentum: Type.Boolean({
          default: true,
          description: "Momentum, or Adam's first beta, the other way round.",
        }),
        baseMomentum: momentum(0.85),
        maxMomentum: momentum(0.95),
        per: per('batch'),
      },
      { description: "torch OneCycleLR (Smith 2017, arXiv:1708.07120); max_lr is the optimizer's lr." },
    ),
  ],
  { default: { kind: 'constant' } },
);
export type ScheduleSpec = Static<typeof ScheduleSpec>;
