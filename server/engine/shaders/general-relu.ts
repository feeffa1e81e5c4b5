import type { Tensor } from '../tf.ts';
import type { Gpu } from './gpu.ts';
import { forEach } from './shader.ts';

const FORWARD = forEach({
  name: 'general-relu',
  reads: ['x'],
  writes: ['y'],
  numbers: { leak: 'f32', sub: 'f32', bounded: 'i32', highest: 'f32' },
  code: `
    let value = x[i];
    // Not by max: a NaN stays one. A flat part is not 0 * value, which is NaN for an infinite one.
    var leaky = value;
    if (value < 0.0) { leaky = select(value * numbers.leak, 0.0, numbers.leak == 0.0); }
    let moved = leaky - numbers.sub;
    y[i] = moved;
    if (numbers.bounded == 1 && moved > numbers.highest) { y[i] = numbers.highest; }
  `,
});

/** At the bound itself the slope is still there; at 0 it is the leak. */
const BACKWARD = forEach({
  name: 'general-relu-gradient',
  reads: ['x', 'dy'],
  writes: ['dx'],
  numbers: { leak: 'f32', bounded: 'i32', edge: 'f32' },
  code: `
    let value = x[i];
    var slope = dy[i];
    if (value <= 0.0) { slope *= numbers.leak; }
    if (numbers.bounded == 1 && value > numbers.edge) { slope = 0.0; }
    dx[i] = slope;
  `,
});

/** `max`: null for none. */
export function generalReluOn(gpu: Gpu, x: Tensor, leak: number, sub: number, max: number | null): Tensor {
  const y = gpu.output(x.shape);
  gpu.each(FORWARD, { x, y }, { leak, sub, bounded: max === null ? 0 : 1, highest: max ?? 0 }, x.size);
  return y;
}

/** `edge`: the input above which the output is bounded; null: none. */
export function generalReluGradientOn(
  gpu: Gpu,
  x: Tensor,
  dy: Tensor,
  leak: number,
  edge: number | null,
): Tensor {
  const dx = gpu.output(x.shape);
  gpu.each(BACKWARD, { x, dy, dx }, { leak, bounded: edge === null ? 0 : 1, edge: edge ?? 0 }, x.size);
  return dx;
}
