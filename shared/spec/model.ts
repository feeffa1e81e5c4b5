import { Type } from 'typebox';
import { closed } from './closed.ts';

export const Activation = Type.Union(
  [
    closed({ kind: Type.Literal('relu') }),
    closed({
      kind: Type.Literal('general-relu'),
      leak: Type.Number({ minimum: 0, maximum: 1, default: 0.1, description: 'Slope below 0.' }),
      sub: Type.Number({ minimum: -10, maximum: 10, default: 0.4, description: 'Taken from the output.' }),
      max: Type.Union([Type.Number(), Type.Null()], {
        default: null,
        description: 'Upper bound of the output.',
      }),
    }),
  ],
  { default: { kind: 'relu' } },
);

export const Norm = Type.Union(
  [
    closed({ kind: Type.Literal('none') }),
    closed({
      kind: Type.Literal('batch'),
      momentum: Type.Number({
        minimum: 0,
        maximum: 1,
        default: 0.1,
        description: 'As torch.nn.BatchNorm2d.',
      }),
      eps: Type.Number({ exclusiveMinimum: 0, maximum: 1, default: 1e-5 }),
    }),
  ],
  { default: { kind: 'none' } },
);

/** The lesson's get_model: stride-2 convolutions, each with norm and activation, then one to the classes. */
export const ModelSpec = Type.Union([
  closed({
    kind: Type.Literal('cnn'),
    filters: Type.Array(Type.Integer({ minimum: 1, maximum: 1024 }), {
      minItems: 1,
      maxItems: 16,
      default: [8, 16, 32, 64],
      description: 'Output channels of each stride-2 convolution.',
    }),
    kernel: Type.Enum([1, 3, 5, 7], { default: 3 }),
    activation: Activation,
    norm: Norm,
  }),
]);

export const InitSpec = Type.Union(
  [
    closed(
      { kind: Type.Literal('default') },
      { description: "PyTorch's own: uniform within 1/sqrt(fan_in)." },
    ),
    closed(
      {
        kind: Type.Literal('kaiming'),
        distribution: Type.Enum(['normal', 'uniform'], { default: 'normal' }),
      },
      { description: "He et al. 2015 (arXiv:1502.01852); the leak is the activation's." },
    ),
  ],
  { default: { kind: 'default' } },
);
