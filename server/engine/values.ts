import { type Tensor, tf } from './tf.ts';

export type Values = Float32Array | Int32Array;

type WasmBackend = {
  wasm: { HEAPU8: Uint8Array<ArrayBuffer> };
  dataIdMap: { get(id: object): { memoryOffset: number | null } };
};
type WebGpuBackend = {
  tensorMap: { get(id: object): { values: Values | null } };
};

/** Whether values can be read in the middle of a batch. On a GPU that is asked without waiting they come later. */
export const readsAtOnce = (): boolean => tf.getBackend() !== 'webgpu';

/**
 * The values of a float32 or int32 tensor, for reading at once. On wasm this is a view into the heap, not a copy: it is
 * valid until the next tensor is made (the heap may grow) or this one is disposed.
 * @throws Error on webgpu, for a tensor that nobody has made `readable`
 */
export function valuesOf(tensor: Tensor): Values {
  switch (tf.getBackend()) {
    case 'wasm':
      return viewOf(tensor) ?? (tensor.dataSync() as Values);
    case 'webgpu':
      if (!known(tensor)) throw new Error(NOT_AT_ONCE);
      return tensor.dataSync() as Values;
    default:
      return tensor.dataSync() as Values;
  }
}

/** valuesOf a float32 tensor. @throws TypeError for any other */
export function floatsOf(tensor: Tensor): Float32Array {
  const values = valuesOf(tensor);
  if (values instanceof Float32Array) return values;
  throw new TypeError(`floats were asked for, of a tensor that is ${tensor.dtype}`);
}

const NOT_AT_ONCE =
  'values on webgpu cannot be read at once: ask for them by learn.read, or await readable(tensors) between two batches';

/** null: text and tensors without values have no place in the heap. */
function viewOf({ dtype, dataId, size }: Tensor): Values | null {
  if (dtype !== 'float32' && dtype !== 'int32') return null;
  const { wasm, dataIdMap } = tf.backend() as unknown as WasmBackend;
  const { memoryOffset } = dataIdMap.get(dataId);
  if (memoryOffset === null) return null;
  const View = dtype === 'float32' ? Float32Array : Int32Array;
  return new View(wasm.HEAPU8.buffer, memoryOffset, size);
}

/** Whether tfjs has the values beside the device: not uploaded yet, or read before. */
function known({ dataId }: Tensor): boolean {
  return (tf.backend() as unknown as WebGpuBackend).tensorMap.get(dataId).values !== null;
}

/** Resolves when `valuesOf` gives the values of these tensors as they are now: at once, but on webgpu. */
export async function readable(tensors: Iterable<Tensor>): Promise<void> {
  if (readsAtOnce()) return;
  await Promise.all(Array.from(tensors, (tensor) => tensor.data()));
}

/** The values of many small tensors, float32 or int32, in one transfer for each of the two. */
export async function valuesTogether(tensors: readonly Tensor[]): Promise<Values[]> {
  const whole = await joined(tensors.filter(({ dtype }) => dtype === 'int32'));
  const floats = await joined(tensors.filter(({ dtype }) => dtype !== 'int32'));
  const at = { whole: 0, floats: 0 };
  return tensors.map(({ dtype, size }) => {
    const [kind, values] = dtype === 'int32' ? (['whole', whole] as const) : (['floats', floats] as const);
    at[kind] += size;
    return values.subarray(at[kind] - size, at[kind]) as Values;
  });
}

async function joined(tensors: readonly Tensor[]): Promise<Values> {
  if (tensors.length === 0) return new Float32Array();
  const all = tf.tidy(() => tf.concat(tensors.map((tensor) => tf.reshape(tensor, [-1])) as tf.Tensor1D[]));
  try {
    return (await all.data()) as Values;
  } finally {
    all.dispose();
  }
}
