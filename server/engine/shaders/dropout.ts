import type { Tensor } from '../tf.ts';
import type { Gpu } from './gpu.ts';
import { forEach } from './shader.ts';

/** mulberry32 (T. Ettinger) of each place's own state: the bits of kernels/assembly/dropout.ts. */
const DROPOUT = forEach({
  name: 'dropout',
  reads: ['x'],
  writes: ['y'],
  numbers: { state: 'i32', threshold: 'i32', kept: 'f32' },
  code: `
    let state = bitcast<u32>(numbers.state) + u32(i + 1) * 0x6d2b79f5u;
    var bits = (state ^ (state >> 15u)) * (state | 1u);
    bits = (bits + (bits ^ (bits >> 7u)) * (bits | 61u)) ^ bits;
    bits = bits ^ (bits >> 14u);
    y[i] = select(0.0, x[i] * numbers.kept, bits >= bitcast<u32>(numbers.threshold));
  `,
});

/** x * kept where the random number of its place, of 2 ** 32, is `threshold` at least, 0 elsewhere. */
export function dropoutOn(gpu: Gpu, x: Tensor, state: number, threshold: number, kept: number): Tensor {
  const y = gpu.output(x.shape);
  gpu.each(DROPOUT, { x, y }, { state, threshold, kept }, x.size);
  return y;
}
