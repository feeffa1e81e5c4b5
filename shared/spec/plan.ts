import type { Issue } from '../problem.ts';
import { normLayer } from './architecture.ts';
import type { Layer } from './layer.ts';
import { Misfit, type Shape, type Shaped, shapeOf, sizeOf } from './leaf-shape.ts';

export type PlannedModule = {
  /** PyTorch's module path. */
  name: string;
  kind: Layer['kind'];
  input: Shape;
  output: Shape;
  /** Parameters and buffers by name, in PyTorch's layout. */
  state: Record<string, Shape>;
  /** It computes itself, instead of calling the modules inside it. */
  isLeaf: boolean;
};

export type { Shape };
export type Plan = { modules: PlannedModule[]; output: Shape };

/** Where a layer stands: its module path, and the JSON Pointer of what asked for it. */
type Site = { name: string; pointer: string };
type Layers = readonly Layer[];

/**
 * What a network will be, without building it: names, shapes and sizes of its modules, parents before children.
 * @param pointer where `layers` are in the spec. Layers that a named architecture stands for are all pointed at by it.
 */
export function planNetwork(layers: Layers, input: Shape, pointer: string, isListed: boolean): Plan | Issue {
  const modules: PlannedModule[] = [];
  try {
    const site = { name: '', pointer };
    const output = isListed ? list(layers, input, site, modules) : parts(layers, input, site, modules);
    return { modules, output };
  } catch (error) {
    if (error instanceof Misfit) return error.issue;
    throw error;
  }
}

const join = (name: string, child: string | number): string =>
  name === '' ? `${child}` : `${name}.${child}`;

/** Layers one after the other, named 0, 1, …, each pointed at by its place in the list. */
function list(layers: Layers, input: Shape, { name, pointer }: Site, modules: PlannedModule[]): Shape {
  return layers.reduce(
    (shape, layer, i) => one(layer, shape, { name: join(name, i), pointer: `${pointer}/${i}` }, modules),
    input,
  );
}

/** Layers that one thing in the spec stands for: all pointed at by it. */
function parts(layers: Layers, input: Shape, { name, pointer }: Site, modules: PlannedModule[]): Shape {
  return layers.reduce(
    (shape, layer, i) => one(layer, shape, { name: join(name, i), pointer }, modules),
    input,
  );
}

/** A module of several layers that the spec has under another name. */
function together(
  kind: Layer['kind'],
  layers: Layers,
  input: Shape,
  site: Site,
  modules: PlannedModule[],
): Shape {
  return noted(kind, input, site, modules, () => ({ output: parts(layers, input, site, modules) }));
}

const one = (layer: Layer, input: Shape, site: Site, modules: PlannedModule[]): Shape =>
  noted(layer.kind, input, site, modules, () => settle(layer, input, site, modules));

/** Notes a module before those inside it. */
function noted(
  kind: Layer['kind'],
  input: Shape,
  { name }: Site,
  modules: PlannedModule[],
  shaped: () => Shaped,
): Shape {
  const at = modules.push({ name, kind, input, output: [], state: {}, isLeaf: true }) - 1;
  const { output, state = {} } = shaped();
  modules[at] = { name, kind, input, output, state, isLeaf: modules.length === at + 1 };
  return output;
}

function settle(layer: Layer, input: Shape, site: Site, modules: PlannedModule[]): Shaped {
  switch (layer.kind) {
    case 'sequential':
      return { output: list(layer.layers, input, { ...site, pointer: `${site.pointer}/layers` }, modules) };
    case 'residual':
      return { output: residual(layer.layers, input, site, modules) };
    case 'conv-block':
      return { output: parts(blockParts(layer), input, site, modules) };
    case 'res-block':
      return { output: resBlock(layer, input, site, modules) };
    default:
      return shapeOf(layer, input, site.pointer);
  }
}

function residual(layers: Layers, input: Shape, { name, pointer }: Site, modules: PlannedModule[]): Shape {
  const body = { name: join(name, 'body'), pointer: `${pointer}/layers` };
  const output = noted('sequential', input, body, modules, () => ({
    output: list(layers, input, body, modules),
  }));
  if (output.join() === input.join()) return output;
  throw new Misfit(pointer, `gets [${input}] but its layers give [${output}]: they could not be added`);
}

type Block = Extract<Layer, { kind: 'conv-block' }>;
type ResBlock = Extract<Layer, { kind: 'res-block' }>;

function blockParts({ filters, kernel, stride, bias, norm, activation }: Block): Layer[] {
  const normal = normLayer(norm);
  return [
    { kind: 'conv', filters, kernel, stride, padding: null, bias },
    ...(normal ? [normal] : []),
    ...(activation ? [activation] : []),
  ];
}

/** The course's: two convolutions, the second strided, beside a 1x1 convolution of the pooled input. */
function resBlock(layer: ResBlock, input: Shape, { name, pointer }: Site, modules: PlannedModule[]): Shape {
  const { filters, kernel, stride, activation, norm } = layer;
  if (kernel % 2 === 0) throw new Misfit(pointer, `a res-block wants an odd kernel, got ${kernel}`);
  const block = { kind: 'conv-block', filters, kernel, bias: true, norm } as const;
  const at = (child: string): Site => ({ name: join(name, child), pointer });
  const convs: Layer[] = [
    { ...block, stride: 1, activation },
    { ...block, stride, activation: null },
  ];
  const output = together('sequential', convs, input, at('convs'), modules);
  const identity: Layer = {
    ...block,
    kernel: 1,
    stride: 1,
    norm: { kind: 'none' },
    activation: null,
  };
  let beside = input;
  if (stride > 1) beside = one({ kind: 'avg-pool', size: stride, ceil: true }, beside, at('pool'), modules);
  if (input[0] !== filters) beside = one(identity, beside, at('idconv'), modules);
  if (beside.join() !== output.join()) {
    throw new Misfit(pointer, `its two ways give [${output}] and [${beside}]: they could not be added`);
  }
  return one(activation, output, at('act'), modules);
}

/** How many values the network learns. */
export const parametersOf = (plan: Plan): number => parameterSizes(plan).reduce((sum, size) => sum + size, 0);

/** How many values each of its parameters has, in the order in which an optimizer gets them. */
export const parameterSizes = ({ modules }: Plan): number[] =>
  modules
    .flatMap(({ state }) => Object.entries(state))
    .filter(([name]) => !name.startsWith('running_'))
    .map(([, shape]) => sizeOf(shape));
