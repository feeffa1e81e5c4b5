import { type Static, Type } from 'typebox';
import { closed } from './closed.ts';

/** Which outputs are watched, how often, and over which histogram. */
export const HooksSpec = closed(
  {
    layers: Type.Union(
      [
        Type.Literal('activations'),
        Type.Literal('none'),
        Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 256 }),
      ],
      {
        default: 'activations',
        description: 'Every activation, nothing, or modules by their PyTorch path ("0.0", "2.1").',
      },
    ),
    every: Type.Integer({
      minimum: 1,
      maximum: 1_000_000,
      default: 1,
      description: 'Watch every n-th batch.',
    }),
    bins: Type.Integer({ minimum: 2, maximum: 512, default: 40 }),
    max: Type.Number({
      exclusiveMinimum: 0,
      maximum: 1e6,
      default: 10,
      description: 'Histogram of |activation| over [0, max]; values above are not counted (torch.histc).',
    }),
  },
  { default: {} },
);
export type HooksSpec = Static<typeof HooksSpec>;
