import type { Issue } from '../problem.ts';
import type { LeafLayer } from './layer.ts';

/** Without the batch axis, in PyTorch's order: [channels, height, width] or [features]. */
export type Shape = readonly number[];
/** What a layer gives, and its parameters and buffers by name in PyTorch's layout. */
export type Shaped = { output: Shape; state?: Record<string, Shape> };
export type Leaf = Exclude<LeafLayer, { kind: 'conv-block' | 'res-block' }>;

/** A layer that cannot take what comes to it. */
export class Misfit extends Error {
  override readonly name = 'Misfit';
  readonly issue: Issue;

  constructor(path: string, message: string) {
    super(message);
    this.issue = { path, message };
  }
}

export const sizeOf = (shape: Shape): number => shape.reduce((product, length) => product * length, 1);

/** Output and state of one layer of PyTorch. @throws Misfit */
export function shapeOf(layer: Leaf, input: Shape, pointer: string): Shaped {
  switch (layer.kind) {
    case 'conv':
      return conv(layer, images(input, pointer), pointer);
    case 'linear':
      return linear(layer, input, pointer);
    case 'flatten':
      return { output: [sizeOf(input)] };
    case 'global-avg-pool':
      return { output: [images(input, pointer)[0]] };
    case 'avg-pool':
      return pool(layer, images(input, pointer), pointer);
    case 'batch-norm':
      return { output: input, state: tracked(input[0]!) };
    case 'lesson-batch-norm':
      return { output: input, state: tracked(images(input, pointer)[0]) };
    case 'layer-norm':
      images(input, pointer);
      return { output: input, state: { weight: [], bias: [] } };
    case 'instance-norm':
      return instance(layer.affine, images(input, pointer), pointer);
    case 'group-norm':
      return group(layer.groups, images(input, pointer), pointer);
    case 'general-relu':
      return generalRelu(layer, input, pointer);
    default:
      return { output: input };
  }
}

function generalRelu(
  { leak, sub, max }: Extract<Leaf, { kind: 'general-relu' }>,
  input: Shape,
  pointer: string,
): Shaped {
  if (leak === 0 && max !== null && max <= -sub) {
    throw new Misfit(
      pointer,
      `general-relu with leak 0, sub ${sub} and max ${max} gives the same for every input`,
    );
  }
  return { output: input };
}

const affine = (channels: number) => ({ weight: [channels], bias: [channels] });
const tracked = (channels: number) => ({
  ...affine(channels),
  running_mean: [channels],
  running_var: [channels],
});

type Images = readonly [channels: number, height: number, width: number];

function images(input: Shape, pointer: string): Images {
  if (input.length === 3) return input as Images;
  throw new Misfit(pointer, `takes images, gets a list of ${input[0]} values; put it before what flattens`);
}

function conv(layer: Extract<Leaf, { kind: 'conv' }>, input: Images, pointer: string): Shaped {
  const { filters, kernel, stride, bias } = layer;
  const padding = layer.padding ?? Math.floor(kernel / 2);
  const along = (size: number): number => Math.floor((size + 2 * padding - kernel) / stride) + 1;
  const [channels, height, width] = input;
  const output = [filters, along(height), along(width)];
  if (output.some((length) => length < 1)) {
    throw new Misfit(pointer, `a kernel of ${kernel} does not fit images of ${height}x${width}`);
  }
  const weight = [filters, channels, kernel, kernel];
  return { output, state: { weight, ...(bias && { bias: [filters] }) } };
}

function linear(
  { features, bias }: Extract<Leaf, { kind: 'linear' }>,
  input: Shape,
  pointer: string,
): Shaped {
  if (input.length !== 1) {
    throw new Misfit(pointer, `takes a list of values, gets [${input}]; put a flatten before it`);
  }
  return { output: [features], state: { weight: [features, input[0]!], ...(bias && { bias: [features] }) } };
}

function pool({ size, ceil }: Extract<Leaf, { kind: 'avg-pool' }>, input: Images, pointer: string): Shaped {
  const round = ceil ? Math.ceil : Math.floor;
  const [channels, height, width] = input;
  const output = [channels, round(height / size), round(width / size)];
  if (output.some((length) => length < 1)) {
    throw new Misfit(pointer, `windows of ${size} do not fit images of ${height}x${width}`);
  }
  return { output };
}

function instance(isAffine: boolean, input: Images, pointer: string): Shaped {
  const [channels, height, width] = input;
  if (height * width === 1) {
    throw new Misfit(pointer, 'an instance norm over images of 1x1 gives nothing but 0');
  }
  return { output: input, state: isAffine ? affine(channels) : {} };
}

function group(groups: number, input: Images, pointer: string): Shaped {
  const [channels] = input;
  if (channels % groups !== 0) {
    throw new Misfit(pointer, `${groups} groups do not divide the ${channels} channels that come`);
  }
  return { output: input, state: affine(channels) };
}
