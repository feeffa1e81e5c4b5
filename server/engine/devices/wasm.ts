import { createRequire } from 'node:module';
import path from 'node:path';
import wasm from '@tensorflow/tfjs-backend-wasm';
import { shareClones } from '../kernels/identity.ts';
import { startSimd } from '../kernels/simd.ts';
import { tf } from '../tf.ts';
import type { Backend } from './device.ts';
import { withoutThreads } from './shared-memory.ts';

const require = createRequire(import.meta.url);

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
    const kernels = startKernels(threads);
    return {
      version: `tfjs-backend-wasm ${wasm.version_wasm}, ${kernels.text}`,
      threads: kernels.threads,
      simd: Boolean(simd),
      gpu: null,
      kernels: kernels.text,
    };
  },
};

/** Without them everything is done all the same, by tfjs alone on one thread. */
function startKernels(threads: number): { text: string; threads: number } {
  try {
    const { relaxed } = startSimd(threads);
    shareClones();
    return { text: `kernels in ${relaxed ? 'relaxed ' : ''}SIMD`, threads };
  } catch (error) {
    return { text: `no kernels of our own: ${(error as Error).message}`, threads: 1 };
  }
}

async function useWasm(): Promise<void> {
  if (!(await tf.setBackend('wasm'))) throw new Error('the wasm backend of tfjs did not start');
  await tf.ready();
}
