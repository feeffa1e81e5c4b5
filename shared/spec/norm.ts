import { type Static, Type } from 'typebox';
import { closed } from './closed.ts';

const eps = Type.Number({ exclusiveMinimum: 0, maximum: 1, default: 1e-5 });
const momentum = Type.Number({
  minimum: 0,
  maximum: 1,
  default: 0.1,
  description: 'Share of the new batch in the running statistics, as torch.nn.BatchNorm2d.',
});

/** What each norm can be told; the same under `norm` and as a layer of its own. */
export const NORM_SETTINGS = {
  batch: { momentum, eps },
  'lesson-batch': { momentum, eps },
  layer: { eps },
  instance: { eps, affine: Type.Boolean({ default: false, description: 'As torch.nn.InstanceNorm2d.' }) },
  group: {
    eps,
    groups: Type.Integer({ minimum: 1, maximum: 1024, default: 8, description: 'Must divide the channels.' }),
  },
} as const;

export const Norm = Type.Union(
  [
    closed({ kind: Type.Literal('none') }),
    closed({ kind: Type.Literal('batch'), ...NORM_SETTINGS.batch }, { description: 'torch.nn.BatchNorm2d.' }),
    closed(
      { kind: Type.Literal('lesson-batch'), ...NORM_SETTINGS['lesson-batch'] },
      {
        description:
          "The lesson's from scratch: unbiased variance, no gradient through the batch's statistics.",
      },
    ),
    closed(
      { kind: Type.Literal('layer'), ...NORM_SETTINGS.layer },
      { description: "The lesson's: one scale and one shift." },
    ),
    closed({ kind: Type.Literal('instance'), ...NORM_SETTINGS.instance }),
    closed({ kind: Type.Literal('group'), ...NORM_SETTINGS.group }),
  ],
  { default: { kind: 'none' } },
);
export type Norm = Static<typeof Norm>;
