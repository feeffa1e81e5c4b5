import { type Tensor, tf } from '../tf.ts';

export type GeneralReluOptions = { leak: number; sub: number; max: number | null };

/**
 * Lesson 17's GeneralRelu: leaky below 0, then moved down by `sub`, then bounded by `max`; one op with one gradient.
 * ReLU is leak 0, sub 0. Any shape -> same shape.
 */
export function generalRelu(x: Tensor, { leak, sub, max }: GeneralReluOptions): Tensor {
  return tf.customGrad((...args) => {
    const [x, save] = args as unknown as [Tensor, (kept: Tensor[]) => void];
    save([x]);
    const leaky = leak === 0 ? tf.relu(x) : tf.leakyRelu(x, leak);
    const moved = sub === 0 ? leaky : tf.sub(leaky, sub);
    return {
      // A clip has threads and SIMD on wasm; minimum is 50 times as slow there.
      value: max === null ? moved : tf.clipByValue(moved, Number.NEGATIVE_INFINITY, max),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [x] = saved as [Tensor];
        if (max === null) return tf.mul(dy, tf.step(x, leak));
        // Where the bound begins, told from x, which is what was kept; at the bound itself the slope is still there.
        const edge = max + sub > 0 || leak === 0 ? max + sub : (max + sub) / leak;
        const bounded = tf.step(tf.sub(x, edge));
        return tf.mul(dy, edge > 0 ? tf.sub(tf.step(x, leak), bounded) : tf.mul(tf.sub(1, bounded), leak));
      },
    };
  })(x);
}
