import { placeOf } from '../kernels/resident-bytes.ts';
import { type Simd, simd } from '../kernels/simd.ts';
import { gpu } from '../shaders/gpu.ts';
import { gatherImagesOn } from '../shaders/images.ts';
import type { Tensor } from '../tf.ts';
import { written } from '../written.ts';

export type ImageBytes = {
  /** [n, height, width, channels]; does not change any more, for the device may keep a copy. */
  bytes: Uint8Array;
  shape: readonly [n: number, height: number, width: number, channels: number];
};

/**
 * The images of these numbers as a float32 tensor [indexes, height, width, channels]: of each byte, what `table` [256] has
 * for it. To the bit the same on every device.
 * @throws RangeError for a number that no image has
 */
export function gatherImages(images: ImageBytes, indexes: Uint32Array, table: Float32Array): Tensor {
  const { bytes, shape } = images;
  const [n, ...sides] = shape;
  const size = sides.reduce((product, side) => product * side, 1);
  for (let i = 0; i < indexes.length; i++) {
    if (indexes[i]! >= n) throw new RangeError(`there is no image ${indexes[i]}: there are ${n}`);
  }
  const kernels = simd();
  const place = kernels && placeOf(kernels, bytes);
  if (kernels && place !== null) return gathered(kernels, { place, sides, size }, indexes, table);
  const device = gpu();
  const onDevice = device && gatherImagesOn(device, bytes, sides, indexes, table);
  if (onDevice) return onDevice;
  return written([indexes.length, ...sides], 'float32', (x) => {
    for (let i = 0; i < indexes.length; i++) {
      const source = indexes[i]! * size;
      const target = i * size;
      for (let j = 0; j < size; j++) x[target + j] = table[bytes[source + j]!]!;
    }
  });
}

function gathered(
  kernels: Simd,
  { place, sides, size }: { place: number; sides: number[]; size: number },
  indexes: Uint32Array,
  table: Float32Array,
): Tensor {
  const x = kernels.output([indexes.length, ...sides]);
  const tableAt = kernels.scratch(table.byteLength + indexes.byteLength);
  const indexesAt = tableAt + table.byteLength;
  new Float32Array(kernels.buffer, tableAt, table.length).set(table);
  new Uint32Array(kernels.buffer, indexesAt, indexes.length).set(indexes);
  kernels.run('gatherImages', place, indexesAt, tableAt, kernels.at(x), indexes.length, size);
  return x;
}
