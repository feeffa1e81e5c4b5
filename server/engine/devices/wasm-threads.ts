import { createRequire } from 'node:module';
import os from 'node:os';
import { fileURLToPath } from 'node:url';

/** tfjs starts no more threads than this, whatever is asked. */
export const MAX_THREADS = 4;

/**
 * Lets tfjs-backend-wasm 4.22 start its threads in Node while `start` runs. Three nudges, all undone afterwards:
 * scripts that it would load from Blob URLs are named by path, and the number of processors is told as twice the
 * threads, since the size of its pool is half of them.
 */
export async function withWasmThreads<T>(threads: number, start: () => Promise<T>): Promise<T> {
  const { Blob, URL } = globalThis;
  const { createObjectURL } = URL;
  const { cpus } = os;
  const processor = cpus()[0]!;
  Object.assign(globalThis, { Blob: ScriptOnDisk });
  URL.createObjectURL = (script) => (script as unknown as ScriptOnDisk).path;
  os.cpus = () => Array(2 * threads).fill(processor);
  try {
    return await start();
  } finally {
    Object.assign(globalThis, { Blob });
    URL.createObjectURL = createObjectURL;
    os.cpus = cpus;
  }
}

const PTHREAD = fileURLToPath(new URL('./pthread.cjs', import.meta.url));
const FACTORY = createRequire(import.meta.url).resolve(
  '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js',
);

/** Stands in for the two Blobs that tfjs makes: the thread's main file and the wasm module's factory. */
class ScriptOnDisk {
  readonly path: string;
  constructor(_parts: unknown, { type }: { type: string }) {
    this.path = type === 'application/javascript' ? PTHREAD : FACTORY;
  }
}
