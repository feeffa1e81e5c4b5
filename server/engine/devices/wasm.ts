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
      shareClones();
      startSimd(threads);
    } else {
      await useWasm();
    }
    return {
      version: `tfjs-backend-wasm ${wasm.version_wasm}`,
      threads: simd ? threads : 1,
      simd: Boolean(simd),
      gpu: null,
    };
  },
};

async function useWasm(): Promise<void> {
  if (!(await tf.setBackend('wasm'))) throw new Error('the wasm backend of tfjs did not start');
  await tf.ready();
}
