import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { OPS, type Op } from './ops.ts';

/** Bytes that the pool wants for itself in the memory. */
export const CONTROL_BYTES = 1024;
// As assembly/control.ts has them.
const SPIN = 256;
const OP = 260;
const ARGUMENTS = 320;

/**
 * How often a thread that waits looks before it sleeps: some 70 microseconds, longer than the gaps between the ops of a
 * step. To be woken costs about as much. With more threads than processors looking only keeps those that have work from it.
 */
const SPINS = 30_000;
const FEW_SPINS = 100;

type Exports = { run(control: number, threads: number): void };

/** Runs kernels over a shared memory on several threads, this one included. Each op is over when `run` returns. */
export class Pool {
  readonly threads: number;
  readonly #exports: Exports;
  readonly #control: number;
  readonly #op: Int32Array;
  readonly #whole: Int32Array;
  readonly #floats: Float32Array;
  readonly #workers: Worker[];

  /** @param control CONTROL_BYTES of the memory that are the pool's, divisible by 64 */
  constructor(module: WebAssembly.Module, memory: WebAssembly.Memory, control: number, threads: number) {
    this.threads = threads;
    this.#control = control;
    // Memory that grows later is another buffer; these places are in both.
    new Uint8Array(memory.buffer, control, CONTROL_BYTES).fill(0);
    this.#op = new Int32Array(memory.buffer, control + OP, 1);
    this.#whole = new Int32Array(memory.buffer, control + ARGUMENTS);
    this.#floats = new Float32Array(memory.buffer, control + ARGUMENTS);
    new Int32Array(memory.buffer, control + SPIN, 1)[0] =
      threads > availableParallelism() ? FEW_SPINS : SPINS;
    this.#exports = new WebAssembly.Instance(module, { env: { memory } }).exports as Exports;
    this.#workers = Array.from({ length: threads - 1 }, (_, i) => {
      const workerData = { module, memory, control, thread: i + 1, threads };
      const worker = new Worker(new URL('./worker.mjs', import.meta.url), { workerData, execArgv: [] });
      worker.unref();
      return worker;
    });
  }

  /** Floats and whole numbers in the order of OPS. */
  run(op: Op, ...given: number[]): void {
    this.#perform(this.threads, op, given);
  }

  /** The same on this thread only, for little work: to wake the others takes microseconds, many on a busy machine. */
  runAlone(op: Op, ...given: number[]): void {
    this.#perform(1, op, given);
  }

  #perform(threads: number, op: Op, given: number[]): void {
    const [number, takes] = OPS[op];
    for (let i = 0; i < takes.length; i++) {
      if (takes[i] === 'f') this.#floats[i] = given[i]!;
      else this.#whole[i] = given[i]!;
    }
    this.#op[0] = number;
    this.#exports.run(this.#control, threads);
  }

  /** Ends the threads; nothing can be run afterwards. */
  end(): void {
    for (const worker of this.#workers) void worker.terminate();
  }
}
