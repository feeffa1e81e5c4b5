import { kernelRuns, type Tensor, tf, type Variable } from '../engine/index.ts';
import { Hooks, modulesOf } from './hooks.ts';
import type { Module } from './nn/module.ts';

export type SummaryRow = {
  /** PyTorch's module path. */
  name: string;
  kind: string;
  /** Without the batch axis, in PyTorch's order: [c, h, w] or [features]. */
  output: number[];
  parameters: number;
  /** Millions of multiplications for one image. */
  mflops: number;
  /** Whether kernels of our own have a part in it, on the device in use; or tfjs does it alone. */
  path: 'kernels' | 'tfjs';
};

export type Summary = { rows: SummaryRow[]; parameters: number; mflops: number };

/**
 * The course's summary (notebook 13): what every layer gives, holds and costs, in the order in which one image [h, w, c]
 * goes through. It goes through in evaluation, and leaves training flags, statistics and memory as they were.
 */
export function summary(model: Module, image: readonly [number, number, number]): Summary {
  const leaves = modulesOf(model, (module) => Object.keys(module.children).length === 0);
  // A model that is one layer is its own leaf.
  if (leaves.size === 0) leaves.set(model, '');
  const rows: SummaryRow[] = [];
  let runs = kernelRuns();
  using _hooks = new Hooks(leaves, ({ name }, module, output) => {
    const path = kernelRuns() > runs ? 'kernels' : 'tfjs';
    rows.push({
      name,
      kind: module.kind,
      output: torchShape(output),
      parameters: weights(module).reduce((sum, { size }) => sum + size, 0),
      mflops: weights(module).reduce((sum, weight) => sum + flops(weight, output), 0) / 1e6,
      path,
    });
  });
  // After every module: what a whole does beside its parts is no part's.
  using _counts = new Hooks(
    modulesOf(model, () => true),
    () => {
      runs = kernelRuns();
    },
  );
  inEvaluation(model, () => tf.tidy(() => void model.call(tf.zeros([1, ...image]))));
  return {
    rows,
    parameters: [...trained(model)].reduce((sum, { size }) => sum + size, 0),
    mflops: rows.reduce((sum, row) => sum + row.mflops, 0),
  };
}

/** The table that the course prints, in Markdown, with the totals below. */
export function formatSummary({ rows, parameters, mflops }: Summary): string {
  const lines = rows.map(
    (row) => `|${row.name}|${row.kind}|${row.output.join(' x ')}|${row.parameters}|${row.mflops.toFixed(1)}|`,
  );
  const head = ['|Layer|Kind|Output|Parameters|MFLOPS|', '|--|--|--|--:|--:|'];
  return [...head, ...lines, '', `Parameters: ${parameters}; MFLOPS: ${mflops.toFixed(1)}`].join('\n');
}

/** Once each, also where layers share one. */
const trained = (model: Module): Set<Variable> =>
  new Set(Array.from(model.namedParameters(), ([, { value }]) => value));

const weights = (module: Module): Variable[] => Object.values(module.parameters).map(({ value }) => value);

/** The course's count: a filter works at every position of the output, anything of lower rank once. */
function flops({ rank, size }: Variable, { shape }: Tensor): number {
  return rank < 3 ? size : size * shape[1]! * shape[2]!;
}

function torchShape({ shape }: Tensor): number[] {
  const [, ...rest] = shape;
  return [...rest.slice(-1), ...rest.slice(0, -1)];
}

function inEvaluation(model: Module, body: () => void): void {
  const flags = Array.from(model.namedModules(), ([, module]) => [module, module.training] as const);
  model.train(false);
  try {
    body();
  } finally {
    for (const [module, training] of flags) module.training = training;
  }
}
