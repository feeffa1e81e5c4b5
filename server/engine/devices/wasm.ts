import { createRequire } from 'node:module';
import path from 'node:path';
import wasm from '@tensorflow/tfjs-backend-wasm';
import { tf } from '../tf.ts';
import type { Backend } from './device.ts';
import { MAX_THREADS, withWasmThreads } from './wasm-threads.ts';

const require = createRequire(import.meta.url);

/** The CPU through WebAssembly: SIMD, and as many threads as asked for, up to four. */
export const wasmBackend: Backend<'wasm'> = {
  name: 'wasm',
  async start(threads) {
    const binaries = path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm'));
    wasm.setWasmPaths(`${binaries}${path.sep}`);
    const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
    const wanted = simd ? Math.min(threads, MAX_THREADS) : 1;
    if (wanted > 1) {
      tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', true);
      wasm.setThreadsCount(wanted);
      await withWasmThreads(wanted, useWasm);
    } else {
      await useWasm();
    }
    return {
      version: `tfjs-backend-wasm ${wasm.version_wasm}`,
      threads: wanted > 1 ? wasm.getThreadsCount() : 1,
      simd: Boolean(simd),
      gpu: null,
    };
  },
};

async function useWasm(): Promise<void> {
  if (!(await tf.setBackend('wasm'))) throw new Error('the wasm backend of tfjs did not start');
  await tf.ready();
}
