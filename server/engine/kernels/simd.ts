import type { DataType } from '@tensorflow/tfjs';
import { type Shape, type Tensor, tf } from '../tf.ts';
import { loadKernels } from './module.ts';
import type { Op } from './ops.ts';
import { CONTROL_BYTES, Pool } from './pool.ts';

/** What is leaned on of tfjs-backend-wasm 4.22, whose version is pinned. */
type WasmBackend = {
  wasm: { wasmMemory?: WebAssembly.Memory; _malloc(bytes: number): number; _free(place: number): void };
  dataIdMap: { get(id: object): { memoryOffset: number | null } };
  makeOutput(shape: number[], dtype: DataType): { dataId: object; shape: number[]; dtype: DataType };
};

/** A cache line. */
const ALIGNMENT = 64;

/**
 * Our kernels over the memory of tfjs's wasm backend: they read and write its tensors where they lie, so whatever they do
 * not cover is done to the same tensors by tfjs.
 */
export class Simd {
  readonly relaxed: boolean;
  readonly #backend: WasmBackend;
  readonly #pool: Pool;
  #scratch = { place: 0, bytes: 0 };

  /** @throws Error when this machine cannot run them, or the backend's memory is not to be had */
  constructor(backend: WasmBackend, threads: number) {
    const { module, relaxed } = loadKernels();
    const memory = backend.wasm.wasmMemory;
    if (!(memory?.buffer instanceof SharedArrayBuffer))
      throw new Error('the memory of tfjs-wasm is not shared');
    this.relaxed = relaxed;
    this.#backend = backend;
    this.#pool = new Pool(module, memory, this.#allocate(CONTROL_BYTES), threads);
  }

  get threads(): number {
    return this.#pool.threads;
  }

  /** Does an op; its arguments are those of OPS. */
  run(op: Op, ...given: number[]): void {
    this.#pool.run(op, ...given);
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
      if (this.#scratch.bytes > 0) this.#backend.wasm._free(this.#scratch.place);
      this.#scratch = { place: this.#allocateRaw(bytes + ALIGNMENT), bytes };
    }
    return aligned(this.#scratch.place);
  }

  end(): void {
    this.#pool.end();
  }

  #allocate(bytes: number): number {
    return aligned(this.#allocateRaw(bytes + ALIGNMENT));
  }

  #allocateRaw(bytes: number): number {
    const place = this.#backend.wasm._malloc(bytes) >>> 0;
    if (place === 0) throw new Error(`out of memory: tfjs-wasm has no ${bytes} bytes left`);
    return place;
  }
}

const aligned = (place: number): number => Math.ceil(place / ALIGNMENT) * ALIGNMENT;

let running: Simd | null = null;

/** Starts our kernels over the backend in use, which is tfjs's wasm. @throws Error as the constructor does */
export function startSimd(threads: number): Simd {
  running?.end();
  running = new Simd(tf.backend() as unknown as WasmBackend, threads);
  return running;
}

/** Our kernels, where the device in use has them; null: tfjs's own ops do everything. */
export const simd = (): Simd | null => (running && tf.getBackend() === 'wasm' ? running : null);
