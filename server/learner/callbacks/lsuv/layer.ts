import {
  type Measured,
  measure,
  type Tensor,
  tf,
  type Variable,
  valuesTogether,
} from '../../../engine/index.ts';
import { Hook } from '../../hooks.ts';
import type { Module } from '../../nn/module.ts';
import { Snapshot } from '../snapshot.ts';
import type { Pair } from './pairs.ts';
import { targetOf } from './target.ts';

export type Moments = { mean: number; std: number };

/** What became of one layer; paths are PyTorch's. */
export type LsuvEntry = {
  layer: string;
  activation: string;
  before: Moments;
  after: Moments;
  iterations: number;
  reached: boolean;
  /** What is not as in the lesson, and why; null if nothing. */
  note: string | null;
};

/** How far mean and deviation may stay from 0 and 1, and after how many updates the best state seen is kept. */
export type Limits = { tolerance: number; maxIterations: number };

/** Brings the output of one pair to mean 0 and deviation 1 on `x`, as far as it can be. */
export async function setLayer(
  model: Module,
  x: Tensor,
  pair: Pair,
  { tolerance, maxIterations }: Limits,
): Promise<LsuvEntry> {
  const { layer, activation, norm } = pair;
  const names = { layer: layer.name, activation: activation.name };
  const target = targetOf(activation.module);
  const { weight, bias } = layer.module.parameters;
  const shifted = target.mean ? bias : undefined;
  const moments = () => momentsOf(model, x, (target.output === 'layer' ? layer : activation).module);

  const before = await moments();
  if (norm) {
    const note = `skipped: a ${norm} stands between and undoes what is set before it`;
    return { ...names, before, after: before, iterations: 0, reached: false, note };
  }
  const slots = Object.values(layer.module.parameters);
  let best = {
    off: distance(before, shifted !== undefined),
    moments: before,
    weights: await Snapshot.of(slots),
  };
  let iterations = 0;
  for (let now = before; best.off > tolerance && iterations < maxIterations && now.std > 0; iterations++) {
    if (shifted) assign(shifted.value, (value) => tf.sub(value, now.mean));
    assign(weight!.value, (value) => tf.div(value, now.std));
    now = await moments();
    const off = distance(now, shifted !== undefined);
    if (off < best.off) best = { off, moments: now, weights: await Snapshot.of(slots) };
  }
  const reached = best.off <= tolerance;
  if (!reached) best.weights.restore();
  const miss = reached ? null : `not reached in ${iterations} updates: the best state is kept`;
  const notes = [target.note, miss].filter((note) => note !== null);
  return { ...names, before, after: best.moments, iterations, reached, note: notes.join('; ') || null };
}

/** From mean 0, where it is wanted, and deviation 1; infinite for what is not a number. */
function distance({ mean, std }: Moments, withMean: boolean): number {
  const off = Math.max(Math.abs(std - 1), withMean ? Math.abs(mean) : 0);
  return Number.isNaN(off) ? Number.POSITIVE_INFINITY : off;
}

/** Of a module that was not called. */
const NOTHING = {
  mean: Number.NaN,
  std: Number.NaN,
  dead: Number.NaN,
  capped: null,
  hist: new Uint32Array(1),
};

/** Of the last output of `module` while `x` goes through the model. */
async function momentsOf(model: Module, x: Tensor, module: Module): Promise<Moments> {
  let measured: Measured = { tensors: [], read: () => NOTHING };
  const hook = new Hook(module, (_hook, _module, output) => {
    tf.dispose(measured.tensors);
    measured = measure(output, { bins: 1, max: 1 }, { floor: null, bounds: null });
    for (const tensor of measured.tensors) tf.keep(tensor);
  });
  try {
    tf.tidy(() => {
      model.call(x);
    });
    const { mean, std } = measured.read(...(await valuesTogether(measured.tensors)));
    return { mean, std };
  } finally {
    tf.dispose(measured.tensors);
    hook.remove();
  }
}

function assign(variable: Variable, change: (value: Variable) => Tensor): void {
  tf.tidy(() => variable.assign(change(variable)));
}
