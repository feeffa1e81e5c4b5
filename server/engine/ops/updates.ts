import { simd } from '../kernels/simd.ts';
import { updateAll } from '../kernels/updates.ts';
import { gpu } from '../shaders/gpu.ts';
import { updateAllOn } from '../shaders/updates.ts';
import type { Tensor, Variable } from '../tf.ts';

/**
 * How every value p of a parameter moves along its gradient g, with `to = keep * from + take * from` for the averages a
 * and b that are remembered, and always p = p * shrink - lr * direction. Numbers are rounded to float32.
 */
export type Update = { lr: number; shrink: number } & (
  | { kind: 'sgd' }
  | { kind: 'average'; average: Averaging }
  | { kind: 'rmsProp'; squares: Averaging; eps: number }
  | { kind: 'adam' | 'adamW'; average: Averaging; squares: Averaging; scale: number; eps: number }
);

/** average = average * keep + value * take */
export type Averaging = { keep: number; take: number };

/** How many averages each kind takes, the first of those that are remembered. */
const AVERAGES = { sgd: 0, average: 1, rmsProp: 1, adam: 2, adamW: 2 } as const;

/** What moves together: all of one size, float32. */
export type Moving = { parameter: Variable; gradient: Tensor; remembered: readonly Variable[] };

/**
 * Moves all parameters at once, in place, where the device can; gives false, with nothing done, where it cannot or these
 * tensors do not allow it.
 * - `sgd`: direction g
 * - `average`: a of g; direction a
 * - `rmsProp`: a of g²; direction g / (sqrt(a) + eps)
 * - `adam`: a of g, b of g²; direction a / sqrt(b * scale + eps)
 * - `adamW`: a of g, b of g²; direction a / (sqrt(b) * scale + eps)
 * @throws RangeError when a parameter has fewer averages than the kind takes
 */
export function updateInPlace(update: Update, moving: readonly Moving[]): boolean {
  const kernels = simd();
  const device = gpu();
  const averages = AVERAGES[update.kind];
  for (const { remembered } of moving) {
    if (remembered.length >= averages) continue;
    throw new RangeError(`${update.kind} takes ${averages} averages a parameter, not ${remembered.length}`);
  }
  if (!isPlain(moving)) return false;
  if (kernels) return updateAll(kernels, update, moving);
  return device !== null && updateAllOn(device, update, moving);
}

/** Whether each tensor is there once, and as long as its parameter: anything else has rules of its own. */
function isPlain(moving: readonly Moving[]): boolean {
  const written = new Set<Variable>();
  let count = 0;
  for (const { parameter, gradient, remembered } of moving) {
    for (const variable of [parameter, ...remembered]) {
      if (variable.dtype !== 'float32' || variable.size !== parameter.size) return false;
      written.add(variable);
      count++;
    }
    if (gradient.dtype !== 'float32' || gradient.size !== parameter.size) return false;
  }
  return written.size === count;
}
