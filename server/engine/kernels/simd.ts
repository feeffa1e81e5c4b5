import type { DataType } from '@tensorflow/tfjs';
import { type Shape, type Tensor, tf } from '../tf.ts';
import { type Heap, OutOfMemory } from './heap.ts';
import { loadKernels } from './module.ts';
import { forgetMoments } from './moments.ts';
import type { Op } from './ops.ts';
import { CONTROL_BYTES, Pool } from './pool.ts';

/** What is leaned on of tfjs-backend-wasm 4.22, whose version is pinned. */
type WasmBackend = {
  wasm: Heap & {
    wasmMemory?: WebAssembly.Memory;
    tfjs: { disposeData(id: number): void; registerTensor(id: number, size: number, place: number): void };
  };
  dataIdMap: { get(id: object): { id: number; memoryOffset: number | null } };
  refCount(dataId: object): number;
  makeOutput(shape: number[], dtype: DataType): { dataId: object; shape: number[]; dtype: DataType };
};

/** A cache line. */
const ALIGNMENT = 64;
/** Values that one thread is done with before another has begun. */
const WORTH_THREADS = 16_384;

/**
 * Our kernels over the memory of tfjs's wasm backend: they read and write its tensors where they lie, so whatever they do
 * not cover is done to the same tensors by tfjs.
 */
export class Simd {
  readonly relaxed: boolean;
  /** How many ops were done. */
  runs = 0;
  readonly #backend: WasmBackend;
  readonly #memory: WebAssembly.Memory;
  readonly #pool: Pool;
  readonly #control: number;
  #scratch = { place: 0, bytes: 0 };

  /** @throws Error when this machine cannot run them, or the backend's memory is not to be had */
  constructor(backend: WasmBackend, threads: number) {
    const { module, relaxed } = loadKernels();
    const memory = backend.wasm.wasmMemory;
    if (!(memory?.buffer instanceof SharedArrayBuffer))
      throw new Error('the memory of tfjs-wasm is not shared');
    this.relaxed = relaxed;
    this.#backend = backend;
    this.#memory = memory;
    this.#control = this.#allocate(CONTROL_BYTES + ALIGNMENT);
    this.#pool = new Pool(module, memory, aligned(this.#control), threads);
  }

  /** Until its threads are there. @throws Error when one cannot be started */
  ready(): Promise<void> {
    return this.#pool.ready;
  }

  get threads(): number {
    return this.#pool.threads;
  }

  /** Does an op; its arguments are those of OPS. */
  run(op: Op, ...given: number[]): void {
    this.runs++;
    this.#pool.run(op, ...given);
  }

  /** The same for an op over so many values: few are done on this thread only. */
  runOver(values: number, op: Op, ...given: number[]): void {
    this.runs++;
    if (values < WORTH_THREADS) this.#pool.runAlone(op, ...given);
    else this.#pool.run(op, ...given);
  }

  /** Where the values of a tensor lie. */
  at({ dataId }: Tensor): number {
    return this.#backend.dataIdMap.get(dataId).memoryOffset!;
  }

  /** A tensor whose values an op is about to write. The tidy around it owns it. */
  output(shape: Shape, dtype: DataType = 'float32'): Tensor {
    const { dataId } = this.#backend.makeOutput([...shape], dtype);
    return tf.engine().makeTensorFromDataId(dataId, [...shape], dtype, this.#backend as never);
  }

  /** Room for what one op keeps only while it runs, aligned to 64 bytes; the next call may give the same. */
  scratch(bytes: number): number {
    if (bytes > this.#scratch.bytes) {
      // What a kernel has not written yet need not be kept.
      this.#dropScratch();
      this.#scratch = { place: this.#allocate(bytes + ALIGNMENT), bytes };
    }
    return aligned(this.#scratch.place);
  }

  /** The whole memory, for reading and writing at such places at once: it may be another buffer once it has grown. */
  get buffer(): ArrayBuffer {
    // Typed arrays of a SharedArrayBuffer are of another type than tfjs's; at work they are the same.
    return this.#memory.buffer as ArrayBuffer;
  }

  /** Where an array lies that is a part of the memory; null: it is somewhere else, or from before the memory grew. */
  placeOf({ buffer, byteOffset }: Float32Array): number | null {
    return buffer === this.#memory.buffer ? byteOffset : null;
  }

  /** Whether a tensor shares its values with another. */
  shares({ dataId }: Tensor): boolean {
    return this.#backend.refCount(dataId) > 1;
  }

  /**
   * To be told of each tensor whose values were there before: XNNPACK keeps copies of weights, packed, by tensor, and our
   * kernels keep moments.
   */
  rewritten({ dataId, size }: Tensor): void {
    forgetMoments(dataId);
    const { id, memoryOffset } = this.#backend.dataIdMap.get(dataId);
    const { tfjs } = this.#backend.wasm;
    tfjs.disposeData(id);
    tfjs.registerTensor(id, size, memoryOffset!);
  }

  /** Room that is the caller's until `release`; null where the memory has none left. */
  hold(bytes: number): number | null {
    try {
      return this.#allocate(bytes);
    } catch (error) {
      if (error instanceof OutOfMemory) return null;
      throw error;
    }
  }

  release(place: number): void {
    this.#backend.wasm._free(place);
  }

  /** Ends the threads and gives back what they had of the memory; nothing can be run afterwards. */
  async end(): Promise<void> {
    await this.#pool.end();
    this.#dropScratch();
    this.release(this.#control);
  }

  /** First to none: where there is no room for more, the old one is gone. */
  #dropScratch(): void {
    const { place, bytes } = this.#scratch;
    this.#scratch = { place: 0, bytes: 0 };
    if (bytes > 0) this.release(place);
  }

  /** @throws OutOfMemory */
  #allocate(bytes: number): number {
    return this.#backend.wasm._malloc(bytes) >>> 0;
  }
}

const aligned = (place: number): number => Math.ceil(place / ALIGNMENT) * ALIGNMENT;

let running: Simd | null = null;

/**
 * Starts our kernels over the backend in use, which is tfjs's wasm, and ends those that there were. Until its threads are
 * there tfjs does everything.
 * @throws Error as the constructor and `ready` do
 */
export async function startSimd(threads: number): Promise<Simd> {
  const before = running;
  running = null;
  await before?.end();
  const kernels = new Simd(tf.backend() as unknown as WasmBackend, threads);
  try {
    await kernels.ready();
  } catch (error) {
    await kernels.end();
    throw error;
  }
  running = kernels;
  return kernels;
}

/** Our kernels, where the device in use has them; null: tfjs's own ops do everything. */
export const simd = (): Simd | null => (running && tf.getBackend() === 'wasm' ? running : null);
