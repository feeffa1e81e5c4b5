import { simd } from '../kernels/simd.ts';
import { expectAlike } from '../operands.ts';
import { type Tensor, tf } from '../tf.ts';

/** a + b of one shape, any, float32. @throws RangeError for others */
export function add(a: Tensor, b: Tensor): Tensor {
  return tf.customGrad((...args) => {
    const [a, b] = args as unknown as [Tensor, Tensor];
    return { value: sum(a, b), gradFunc: (dy: Tensor) => [dy.clone(), dy.clone()] };
  })(a, b);
}

function sum(a: Tensor, b: Tensor): Tensor {
  expectAlike('add', a, b);
  const kernels = simd();
  if (!kernels) return tf.add(a, b);
  const y = kernels.output(a.shape);
  kernels.runOver(y.size, 'addVectors', kernels.at(a), kernels.at(b), kernels.at(y), y.size);
  return y;
}
