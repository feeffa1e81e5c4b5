import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { DeviceFailure, failDevice } from '../device-failure.ts';
import { OPS, type Op } from './ops.ts';

/** Bytes that the pool wants for itself in the memory. */
export const CONTROL_BYTES = 1024;
// As assembly/control.ts has them.
const SPIN = 256;
const OP = 260;
const FAILED = 264;
const ARGUMENTS = 320;

/**
 * How often a thread that waits looks before it sleeps: longer than the gaps between the ops of a step, for to be woken
 * takes as long as many an op. With more threads than processors looking only keeps those that have work from it.
 */
const SPINS = 30_000;
const FEW_SPINS = 100;

const WORKER = new URL('./worker.mjs', import.meta.url);

type Exports = { run(control: number, threads: number): void };

/**
 * Runs kernels over a shared memory on several threads, this one included. Each op is over when `run` returns. Once one was
 * broken off nothing more is run: others may still be at it, and what it was to write is not there.
 */
export class Pool {
  readonly threads: number;
  /** Until all threads are there; ops may be run before. Rejected with a sentence when one could not be started. */
  readonly ready: Promise<void>;
  readonly #exports: Exports;
  readonly #control: number;
  readonly #op: Int32Array;
  readonly #whole: Int32Array;
  readonly #floats: Float32Array;
  readonly #failed: Int32Array;
  readonly #workers: Worker[] = [];
  #hasEnded = false;
  #failure: DeviceFailure | null = null;

  /** @param control CONTROL_BYTES of the memory that are the pool's, divisible by 64 */
  constructor(module: WebAssembly.Module, memory: WebAssembly.Memory, control: number, threads: number) {
    this.threads = threads;
    this.#control = control;
    // Memory that grows later is another buffer; these places are in both.
    new Uint8Array(memory.buffer, control, CONTROL_BYTES).fill(0);
    this.#op = new Int32Array(memory.buffer, control + OP, 1);
    this.#failed = new Int32Array(memory.buffer, control + FAILED, 1);
    this.#whole = new Int32Array(memory.buffer, control + ARGUMENTS);
    this.#floats = new Float32Array(memory.buffer, control + ARGUMENTS);
    new Int32Array(memory.buffer, control + SPIN, 1)[0] =
      threads > availableParallelism() ? FEW_SPINS : SPINS;
    this.#exports = new WebAssembly.Instance(module, { env: { memory } }).exports as Exports;
    this.ready = this.#start(module, memory);
    // Whoever does not wait for it is told by the first op.
    this.ready.catch(() => {});
  }

  async #start(module: WebAssembly.Module, memory: WebAssembly.Memory): Promise<void> {
    const { threads } = this;
    const control = this.#control;
    try {
      const started = Array.from({ length: threads - 1 }, (_, i) => {
        const workerData = { module, memory, control, thread: i + 1, threads };
        const worker = new Worker(WORKER, { workerData, execArgv: [] });
        this.#workers.push(worker);
        const isThere = this.#watch(worker);
        // Nobody waits for this one when a later one cannot be made.
        isThere.catch(() => {});
        return isThere;
      });
      await Promise.all(started);
    } catch (error) {
      if (!this.#hasEnded) Atomics.store(this.#failed, 0, 1);
      throw new Error(`${threads - 1} threads could not be started (${(error as Error).message})`);
    }
  }

  /** Until it is there. Whenever it ends before it should, the pool has failed. */
  #watch(worker: Worker): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => {
        if (!this.#hasEnded) Atomics.store(this.#failed, 0, 1);
        reject(error);
      };
      worker.once('message', () => {
        worker.unref();
        resolve();
      });
      worker.on('error', fail);
      worker.on('exit', (code) => fail(new Error(`a thread ended with code ${code}`)));
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
    if (this.#hasEnded) throw new Error(`${op} cannot be run: its threads were ended`);
    if (this.#failed[0] !== 0) throw this.#fail(op, 'a thread of it has ended');
    for (let i = 0; i < takes.length; i++) {
      if (takes[i] === 'f') this.#floats[i] = given[i]!;
      else this.#whole[i] = given[i]!;
    }
    this.#op[0] = number;
    try {
      this.#exports.run(this.#control, threads);
    } catch (error) {
      // One that waited for a thread that had broken off has nothing else to tell.
      const { message } = error as Error;
      const told = this.#failed[0] !== 0 && message === 'unreachable' ? 'a thread of it broke off' : message;
      Atomics.store(this.#failed, 0, 1);
      throw this.#fail(op, told);
    }
  }

  /** The first failure is the one that is told each time. */
  #fail(op: Op, told: string): DeviceFailure {
    this.#failure ??= new DeviceFailure(
      `the wasm device broke in ${op} (${told}); what was trained since the last checkpoint is void. This is a mistake in learnd: report it, and try another device until then`,
    );
    failDevice(this.#failure);
    return this.#failure;
  }

  /** Ends the threads, and is done when they are; nothing can be run afterwards. */
  async end(): Promise<void> {
    this.#hasEnded = true;
    Atomics.store(this.#failed, 0, 1);
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
