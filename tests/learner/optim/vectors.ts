import { readFileSync } from 'node:fs';
import { tf, type Variable, variable } from '../../../server/engine/index.ts';
import { Adam, AdamW, Momentum, type Optimizer, RMSProp, SGD } from '../../../server/learner/index.ts';

/** What tests/reference/make-optim.py saw PyTorch and the lesson's optimizers do. */
export type OptimVectors = {
  initial: [number[], number[][]];
  /** [step][parameter], flat. */
  gradients: number[][][];
  optimizers: {
    kind: keyof typeof OPTIMIZERS;
    options: { weightDecay?: number; betas?: [number, number]; [name: string]: unknown };
    /** Rate and momentum of each step; no momentum: the optimizer's own. */
    settings: [lr: number, momentum: number | null][];
    /** [step][parameter], flat, after the step. */
    path: number[][][];
  }[];
  schedules: {
    kind: 'cosine' | 'exponential' | 'step' | 'oneCycle';
    total: number;
    options: object;
    base: { lr: number; momentum: number };
    settings: [lr: number, momentum: number][];
  }[];
};

export const OPTIMIZERS = { SGD, Momentum, RMSProp, Adam, AdamW };
const SHAPES = [[3], [2, 2]];

export const vectors: OptimVectors = JSON.parse(
  readFileSync(new URL('../../reference/optim.json', import.meta.url), 'utf8'),
);

export const initialParameters = (): Variable[] =>
  vectors.initial.map((values) => variable(tf.tensor(values)));

export const valuesOfAll = (parameters: readonly Variable[]): number[][] =>
  parameters.map((parameter) => Array.from(parameter.dataSync()));

/** Takes steps `from` up to `to` with the fixed gradients, and says the parameters after each. */
export function walk(
  optimizer: Optimizer,
  settings: readonly [number, number | null][],
  from = 0,
  to = settings.length,
): number[][][] {
  return settings.slice(from, to).map(([lr, momentum], i) => {
    optimizer.settings.lr = lr;
    if (momentum !== null) optimizer.settings.momentum = momentum;
    tf.tidy(() => optimizer.step(vectors.gradients[from + i]!.map((g, p) => tf.tensor(g, SHAPES[p]!))));
    return valuesOfAll(optimizer.parameters);
  });
}
