import { type Shape, type Tensor, tf } from '../tf.ts';
import type { Gpu } from './gpu.ts';
import { forEach } from './shader.ts';

/** Four pixels lie in each whole number. Places are beyond what an i32 counts to where images fill a GPU. */
const GATHER = forEach({
  name: 'gather-images',
  reads: ['bytes', 'indexes', 'table'],
  writes: ['x'],
  whole: ['bytes', 'indexes'],
  numbers: { pixels: 'i32' },
  code: `
    let place = u32(indexes[i / numbers.pixels]) * u32(numbers.pixels) + u32(i % numbers.pixels);
    let four = u32(bytes[place / 4u]);
    x[i] = table[(four >> (8u * (place % 4u))) & 255u];
  `,
});

/** Bytes and values whose places the shader can tell. */
const MOST_BYTES = 2 ** 32 - 1;
const MOST_VALUES = 2 ** 31 - 1;

type Resident = { gpu: Gpu; tensor: Tensor };

/** null: asked for once so far. */
const residents = new WeakMap<Uint8Array, Resident | null>();

/** Nobody can ask for bytes that are gone. */
const leaving = new FinalizationRegistry<Resident>(({ gpu, tensor }) => {
  if (gpu.isOpen) tensor.dispose();
});

/**
 * Where a copy of `bytes` lies on the GPU, as long as the bytes themselves are there. null where it is too large for it, and for
 * those who ask for the first time: what is needed once, such as the images of a prediction, is not worth a copy.
 */
function residentOn(gpu: Gpu, bytes: Uint8Array): Tensor | null {
  const words = Math.ceil(bytes.length / 4);
  if (4 * words > Math.min(gpu.maxBytes, MOST_BYTES)) return null;
  const known = residents.get(bytes);
  if (known?.gpu === gpu) return known.tensor;
  if (known === undefined) {
    residents.set(bytes, null);
    return null;
  }
  const packed = new Int32Array(words);
  new Uint8Array(packed.buffer).set(bytes);
  const taken = { gpu, tensor: tf.keep(tf.tensor1d(packed, 'int32')) };
  residents.set(bytes, taken);
  leaving.register(bytes, taken);
  return taken.tensor;
}

/** Images of these numbers, each byte as `table` has it: [indexes, ...sides]; null where the bytes are not on the GPU. */
export function gatherImagesOn(
  gpu: Gpu,
  bytes: Uint8Array,
  sides: Shape,
  indexes: Uint32Array,
  table: Float32Array,
): Tensor | null {
  const pixels = sides.reduce((product, side) => product * side, 1);
  if (indexes.length * pixels > MOST_VALUES) return null;
  const images = residentOn(gpu, bytes);
  if (!images) return null;
  const x = gpu.output([indexes.length, ...sides]);
  const [numbers, values] = [tf.tensor1d(Int32Array.from(indexes), 'int32'), tf.tensor1d(table.slice())];
  gpu.each(GATHER, { bytes: images, indexes: numbers, table: values, x }, { pixels }, x.size);
  tf.dispose([numbers, values]);
  return x;
}
