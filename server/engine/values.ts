import { type Tensor, tf } from './tf.ts';

type WasmBackend = {
  wasm: { HEAPU8: Uint8Array };
  dataIdMap: { get(id: object): { memoryOffset: number | null } };
};

/**
 * The values of a float32 tensor, for reading at once. On wasm this is a view into the heap, not a copy: it is valid
 * until the next tensor is made (the heap may grow) or this one is disposed.
 */
export function valuesOf(tensor: Tensor): Float32Array {
  if (tf.getBackend() !== 'wasm' || tensor.dtype !== 'float32') return tensor.dataSync() as Float32Array;
  const { wasm, dataIdMap } = tf.backend() as unknown as WasmBackend;
  const offset = dataIdMap.get(tensor.dataId).memoryOffset;
  // Text and zero-sized tensors have no place in the heap.
  if (offset === null) return tensor.dataSync() as Float32Array;
  return new Float32Array(wasm.HEAPU8.buffer, offset, tensor.size);
}
