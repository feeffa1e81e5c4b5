import { type Static, Type } from 'typebox';
import { closed } from './closed.ts';

const per = Type.Enum(['batch', 'image'], {
  default: 'batch',
  description: 'One draw for all images of a batch, as in the course, or one for each.',
});
const patches = {
  pct: Type.Number({
    exclusiveMinimum: 0,
    maximum: 1,
    default: 0.2,
    description: 'Side of a patch over the side of the image.',
  }),
  maxNum: Type.Integer({ minimum: 1, maximum: 64, default: 4, description: '0 to so many patches.' }),
  per,
};

/** What is done to each training batch, in this order; the validation set is left alone (notebook 14). */
export const AugmentSpec = Type.Array(
  Type.Union([
    closed({
      kind: Type.Literal('random-crop'),
      padding: Type.Integer({ minimum: 1, maximum: 64, default: 1, description: 'Pixels on each side.' }),
      per,
    }),
    closed({
      kind: Type.Literal('horizontal-flip'),
      p: Type.Number({ minimum: 0, maximum: 1, default: 0.5 }),
      per,
    }),
    closed({ kind: Type.Literal('random-erase'), ...patches }),
    closed({ kind: Type.Literal('random-copy'), ...patches }),
  ]),
  { maxItems: 16, default: [] },
);
export type AugmentSpec = Static<typeof AugmentSpec>;
