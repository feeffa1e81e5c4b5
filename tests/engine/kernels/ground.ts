import { loadKernels } from '../../../server/engine/kernels/module.ts';
import type { Op } from '../../../server/engine/kernels/ops.ts';
import { CONTROL_BYTES, Pool } from '../../../server/engine/kernels/pool.ts';

const { module } = loadKernels();

/** A memory of its own with kernels on `threads` threads, without tfjs: arrays are put into it one after the other. */
export class Ground {
  readonly #memory = new WebAssembly.Memory({ initial: 512, maximum: 65_536, shared: true });
  readonly #pool: Pool;
  #free = 2 * CONTROL_BYTES;

  constructor(threads: number) {
    this.#pool = new Pool(module, this.#memory, CONTROL_BYTES, threads);
  }

  /** Takes `bytes` as they are, and gives their place. */
  reserve(bytes: number): number {
    const place = this.#free;
    this.#free = Math.ceil((place + bytes) / 64) * 64;
    const missing = this.#free - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / 65_536));
    return place;
  }

  /** The same, filled with something that is no result. */
  room(bytes: number): number {
    const place = this.reserve(bytes);
    new Uint8Array(this.#memory.buffer, place, bytes).fill(0xc1);
    return place;
  }

  put(values: ArrayLike<number>): number {
    const place = this.room(4 * values.length);
    this.floats(place, values.length).set(values);
    return place;
  }

  putWhole(values: ArrayLike<number>): number {
    const place = this.room(4 * values.length);
    new Int32Array(this.#memory.buffer, place, values.length).set(values);
    return place;
  }

  floats(place: number, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, place, length);
  }

  doubles(place: number, length: number): Float64Array {
    return new Float64Array(this.#memory.buffer, place, length);
  }

  whole(place: number, length: number): Int32Array {
    return new Int32Array(this.#memory.buffer, place, length);
  }

  run(op: Op, ...given: number[]): void {
    this.#pool.run(op, ...given);
  }

  /** Gives all room back; what was put is lost. */
  clear(): void {
    this.#free = 2 * CONTROL_BYTES;
  }

  end(): Promise<void> {
    return this.#pool.end();
  }
}
