import type { Shape, Tensor } from '../tf.ts';
import { tf } from '../tf.ts';
import type { Gpu } from './gpu.ts';
import { forEach } from './shader.ts';

/** Four pixels lie in each whole number; `rest` is what is missing of the last. */
const GATHER = forEach({
  name: 'gather-images',
  reads: ['bytes', 'indexes', 'table'],
  writes: ['x'],
  numbers: { pixels: 'i32' },
  code: `
    let place = indexes[i / numbers.pixels] * numbers.pixels + i % numbers.pixels;
    let four = u32(bytes[place / 4]);
    x[i] = table[(four >> (8u * u32(place % 4))) & 255u];
  `,
});

/** Images that were put on a GPU, by their bytes; they go with the GPU. */
const resident = new WeakMap<Gpu, WeakMap<Uint8Array, Tensor>>();

/** Where the images lie on the GPU; null: they are too large for it. */
function residentOn(gpu: Gpu, bytes: Uint8Array): Tensor | null {
  const here = resident.get(gpu) ?? new WeakMap<Uint8Array, Tensor>();
  resident.set(gpu, here);
  const known = here.get(bytes);
  if (known) return known;
  const words = Math.ceil(bytes.length / 4);
  if (4 * words > gpu.maxBytes) return null;
  const packed = new Int32Array(words);
  new Uint8Array(packed.buffer).set(bytes);
  const tensor = tf.keep(tf.tensor1d(packed, 'int32'));
  here.set(bytes, tensor);
  return tensor;
}

/** Images of these numbers, each byte as `table` has it: [indexes, ...sides]; null where they do not fit on the GPU. */
export function gatherImagesOn(
  gpu: Gpu,
  bytes: Uint8Array,
  sides: Shape,
  indexes: Uint32Array,
  table: Float32Array,
): Tensor | null {
  const images = residentOn(gpu, bytes);
  if (!images) return null;
  const pixels = sides.reduce((product, side) => product * side, 1);
  const x = gpu.output([indexes.length, ...sides]);
  const [numbers, values] = [tf.tensor1d(Int32Array.from(indexes), 'int32'), tf.tensor1d(table.slice())];
  gpu.each(GATHER, { bytes: images, indexes: numbers, table: values, x }, { pixels }, x.size);
  tf.dispose([numbers, values]);
  return x;
}
