import type { Tensor } from '../../../engine/index.ts';
import type { Module } from '../../nn/module.ts';
import { Snapshot } from '../snapshot.ts';
import { type Limits, type LsuvEntry, setLayer } from './layer.ts';
import { pairsOf } from './pairs.ts';

export type LsuvOptions = Partial<Limits>;

/**
 * Layer-sequential unit-variance init (Mishkin & Matas 2015, arXiv:1511.06422) as lesson 11 does it: layer after layer,
 * `bias -= mean; weight /= std` of the activation's output until they are 0 and 1 on the batch x [n, h, w, c], in
 * training mode. See targetOf for what other activations allow. A layer that is followed by a norm is left alone.
 * Modes and buffers, such as running means, are as before afterwards.
 */
export async function lsuv(
  model: Module,
  x: Tensor,
  { tolerance = 1e-3, maxIterations = 50 }: LsuvOptions = {},
): Promise<LsuvEntry[]> {
  const modules = [...model.namedModules()].map(([, module]) => module);
  const modes = modules.map(({ training }) => training);
  const buffers = await Snapshot.of(modules.flatMap(({ buffers }) => Object.values(buffers)));
  model.train();
  try {
    const report: LsuvEntry[] = [];
    for (const pair of pairsOf(model, x)) {
      report.push(await setLayer(model, x, pair, { tolerance, maxIterations }));
    }
    return report;
  } finally {
    for (const [i, module] of modules.entries()) module.training = modes[i]!;
    buffers.restore();
  }
}
