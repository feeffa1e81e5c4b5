import { createRequire } from 'node:module';
import path from 'node:path';
import wasm from '@tensorflow/tfjs-backend-wasm';
import { guardHeap, type Heap } from '../kernels/heap.ts';
import { shareClones } from '../kernels/identity.ts';
import { startSimd } from '../kernels/simd.ts';
import { tf } from '../tf.ts';
import type { Backend } from './device.ts';
import { withoutThreads } from './shared-memory.ts';

const require = createRequire(import.meta.url);

/** More have little to do for each op, and each wants scratch memory. */
const MOST_THREADS = 64;

/** The CPU through WebAssembly: our kernels on as many threads as asked for, and tfjs's own ops for what is left. */
export const wasmBackend: Backend<'wasm'> = {
  name: 'wasm',
  async start(threads) {
    const binaries = path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm'));
    wasm.setWasmPaths(`${binaries}${path.sep}`);
    const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
    if (simd) {
      tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', true);
      wasm.setThreadsCount(1);
      await withoutThreads(useWasm);
    } else {
      await useWasm();
    }
    guardHeap((tf.backend() as unknown as { wasm: Heap }).wasm);
    const kernels = await startKernels(Math.min(threads, MOST_THREADS));
    return {
      version: `tfjs-backend-wasm ${wasm.version_wasm}, ${kernels.text}`,
      threads: kernels.threads,
      simd: Boolean(simd),
      gpu: null,
      kernels: kernels.text,
    };
  },
};

type Started = { text: string; threads: number };

/** Without them everything is done all the same, by tfjs alone on one thread. */
async function startKernels(threads: number): Promise<Started> {
  try {
    const { relaxed } = await startSimd(threads);
    shareClones();
    return { text: `kernels in ${relaxed ? 'relaxed ' : ''}SIMD`, threads };
  } catch (error) {
    const { message } = error as Error;
    if (threads === 1) return { text: `no kernels of our own: ${message}`, threads: 1 };
    // How many there can be changes while others on the machine start theirs.
    const { text } = await startKernels(1);
    return { text: `${text}, on one thread: ${message}`, threads: 1 };
  }
}

async function useWasm(): Promise<void> {
  if (!(await tf.setBackend('wasm'))) throw new Error('the wasm backend of tfjs did not start');
  await tf.ready();
}
