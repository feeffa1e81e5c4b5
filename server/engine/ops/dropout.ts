import { dropoutWith } from '../kernels/dropout.ts';
import { simd } from '../kernels/simd.ts';
import { dropoutOn } from '../shaders/dropout.ts';
import { gpu } from '../shaders/gpu.ts';
import { type Tensor, tf } from '../tf.ts';

/**
 * 0 with probability p, 0 to 1, else x / (1 - p). Which are dropped is told by `state`, a whole number of 32 bits, and the
 * place, by mulberry32 (T. Ettinger): the same on every device. Any shape -> same shape.
 */
export function dropout(x: Tensor, p: number, state: number): Tensor {
  return tf.customGrad((...args) => {
    const [x] = args as unknown as [Tensor];
    const drop = dropper(x, p, state);
    return { value: drop(x), gradFunc: (dy: Tensor) => drop(dy) };
  })(x);
}

/** The same is dropped of the values and of their gradients. */
function dropper(x: Tensor, p: number, state: number): (v: Tensor) => Tensor {
  if (p >= 1) return (v) => tf.zerosLike(v);
  const kept = 1 / (1 - p);
  // Below it, of 2 ** 32: dropped.
  const threshold = Math.min(Math.ceil(p * 2 ** 32), 2 ** 32 - 1);
  return (v) => {
    const kernels = simd();
    if (kernels) return dropoutWith(kernels, v, state, threshold, kept);
    const device = gpu();
    if (device) return dropoutOn(device, v, state, threshold, kept);
    return tf.mul(v, tf.tensor(mask(x.size, state, threshold, kept), x.shape));
  };
}

function mask(size: number, state: number, threshold: number, kept: number): Float32Array {
  const mask = new Float32Array(size);
  let at = state;
  for (let i = 0; i < size; i++) {
    at = (at + 0x6d2b79f5) | 0;
    let bits = Math.imul(at ^ (at >>> 15), 1 | at);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    if ((bits ^ (bits >>> 14)) >>> 0 >= threshold) mask[i] = kept;
  }
  return mask;
}
