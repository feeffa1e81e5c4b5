import { type Static, type TSchema, Type } from 'typebox';
import { ACTIVATION_BRANCHES, Activation } from './activation.ts';
import { closed } from './closed.ts';
import { NORM_SETTINGS, Norm } from './norm.ts';

const filters = Type.Integer({ minimum: 1, maximum: 4096, description: 'Channels of its output.' });
const kernel = Type.Integer({ minimum: 1, maximum: 15, default: 3 });
const stride = (value: number) => Type.Integer({ minimum: 1, maximum: 8, default: value });
const bias = Type.Boolean({ default: true });
const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()], { default: null });

/** Layers that hold no list of layers. */
const LEAVES = [
  closed(
    {
      kind: Type.Literal('conv'),
      filters,
      kernel,
      stride: stride(1),
      padding: orNull(Type.Integer({ minimum: 0, maximum: 15, description: 'kernel / 2 unless said.' })),
      bias,
    },
    { description: 'torch.nn.Conv2d.' },
  ),
  closed({
    kind: Type.Literal('linear'),
    features: Type.Integer({ minimum: 1, maximum: 65_536, description: 'Size of its output.' }),
    bias,
  }),
  closed(
    {
      kind: Type.Literal('conv-block'),
      filters,
      kernel,
      stride: stride(2),
      bias,
      norm: Norm,
      activation: Type.Union([...ACTIVATION_BRANCHES, Type.Null()], { default: null }),
    },
    { description: "The lesson's conv(): convolution, norm and activation in one Sequential." },
  ),
  closed(
    {
      kind: Type.Literal('res-block'),
      filters,
      kernel,
      stride: stride(1),
      norm: Norm,
      activation: Activation,
    },
    { description: "The course's ResBlock: second convolution strided, 1x1 identity, ceil pooling." },
  ),
  closed({ kind: Type.Literal('batch-norm'), ...NORM_SETTINGS.batch }),
  closed({ kind: Type.Literal('lesson-batch-norm'), ...NORM_SETTINGS['lesson-batch'] }),
  closed({ kind: Type.Literal('layer-norm'), ...NORM_SETTINGS.layer }),
  closed({ kind: Type.Literal('instance-norm'), ...NORM_SETTINGS.instance }),
  closed({ kind: Type.Literal('group-norm'), ...NORM_SETTINGS.group }),
  closed({
    kind: Type.Literal('dropout'),
    p: Type.Number({ minimum: 0, exclusiveMaximum: 1, default: 0.5, description: 'Share that is zeroed.' }),
  }),
  closed(
    {
      kind: Type.Literal('avg-pool'),
      size: Type.Integer({ minimum: 1, maximum: 64, default: 2 }),
      ceil: Type.Boolean({ default: false, description: 'Keep the smaller windows at the far edges.' }),
    },
    { description: 'torch.nn.AvgPool2d with stride = size.' },
  ),
  closed({ kind: Type.Literal('global-avg-pool') }),
  closed({ kind: Type.Literal('flatten') }),
  ...ACTIVATION_BRANCHES,
] as const;

/** How deep lists of layers may be nested. A schema that refers to itself would bound nothing. */
const DEPTH = 3;

const Leaf = Type.Union([...LEAVES], { $comment: `lists of layers nest at most ${DEPTH} deep` });
export type LeafLayer = Static<typeof Leaf>;
export type ContainerLayer = { kind: 'sequential' | 'residual'; layers: Layer[] };
export type Layer = LeafLayer | ContainerLayer;

const listOf = (layer: TSchema) => Type.Array(layer, { minItems: 1, maxItems: 256 });

function layer(depth: number): TSchema {
  if (depth === 0) return Leaf;
  const layers = listOf(layer(depth - 1));
  return Type.Union([
    ...LEAVES,
    closed({ kind: Type.Literal('sequential'), layers }, { description: 'torch.nn.Sequential.' }),
    closed({ kind: Type.Literal('residual'), layers }, { description: 'x + layers(x); shapes must agree.' }),
  ]);
}

/** The layers of a `sequential` model, in order. */
export const Layers = Type.Unsafe<Layer[]>(listOf(layer(DEPTH)));
