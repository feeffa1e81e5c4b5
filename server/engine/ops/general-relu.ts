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
      value: max === null ? moved : tf.minimum(moved, max),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [x] = saved as [Tensor];
        const slope = tf.mul(dy, tf.step(x, leak));
        if (max === null) return slope;
        // moved <= max, told from x, which is what was kept.
        const edge = max + sub > 0 || leak === 0 ? max + sub : (max + sub) / leak;
        return tf.mul(slope, tf.cast(tf.lessEqual(x, edge), 'float32'));
      },
    };
  })(x);
}
