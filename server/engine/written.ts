import { simd } from './kernels/simd.ts';
import { type Shape, type Tensor, tf } from './tf.ts';

type ArrayOf = { float32: Float32Array; int32: Int32Array };

/**
 * A tensor whose values `write` writes, all of them: where the device's memory is at hand (our kernels on wasm), right
 * there. `write` may make no tensor.
 */
export function written<D extends keyof ArrayOf>(
  shape: Shape,
  dtype: D,
  write: (values: ArrayOf[D]) => void,
): Tensor {
  const kernels = simd();
  const size = shape.reduce((product, side) => product * side, 1);
  const View = dtype === 'float32' ? Float32Array : Int32Array;
  if (!kernels) {
    const values = new View(size) as ArrayOf[D];
    write(values);
    return tf.tensor(values, [...shape], dtype);
  }
  const tensor = kernels.output(shape, dtype);
  try {
    write(new View(kernels.buffer, kernels.at(tensor), size) as ArrayOf[D]);
  } catch (error) {
    tensor.dispose();
    throw error;
  }
  return tensor;
}
