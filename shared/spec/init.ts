import { type Static, Type } from 'typebox';
import { closed } from './closed.ts';
import { Digest } from './digest.ts';

const distribution = Type.Enum(['normal', 'uniform'], { default: 'normal' });

const FIRST = [
  closed({ kind: Type.Literal('default') }, { description: "PyTorch's own: uniform within 1/sqrt(fan_in)." }),
  closed({
    kind: Type.Literal('normal'),
    std: Type.Number({ exclusiveMinimum: 0, maximum: 1000, default: 1, description: 'Of the weights.' }),
  }),
  closed({ kind: Type.Literal('glorot'), distribution }, { description: 'Glorot & Bengio 2010.' }),
  closed(
    { kind: Type.Literal('kaiming'), distribution },
    { description: "He et al. 2015 (arXiv:1502.01852); the leak is the activation's." },
  ),
  closed(
    {
      kind: Type.Literal('weights'),
      artifact: Digest,
      optimizer: Type.Union([Digest, Type.Null()], {
        default: null,
        description: "State of the optimizer, as a checkpoint names it; null: a new optimizer's.",
      }),
    },
    { description: "Weights under the names and in the layouts of PyTorch's state_dict." },
  ),
] as const;

export const InitSpec = Type.Union(
  [
    ...FIRST,
    closed(
      {
        kind: Type.Literal('lsuv'),
        from: Type.Union([...FIRST], { default: { kind: 'default' } }),
        samples: Type.Union([Type.Integer({ minimum: 2, maximum: 65_536 }), Type.Null()], {
          default: null,
          description: 'Measures on so many training images in stored order; null: one batch.',
        }),
      },
      { description: 'Mishkin & Matas 2015 (arXiv:1511.06422): every layer brought to mean 0, deviation 1.' },
    ),
  ],
  { default: { kind: 'default' } },
);
export type InitSpec = Static<typeof InitSpec>;
