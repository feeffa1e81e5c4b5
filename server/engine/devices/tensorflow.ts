import { createRequire } from 'node:module';
import util from 'node:util';
import { tf } from '../tf.ts';
import type { Backend } from './device.ts';

type TfNode = { version?: { 'tfjs-node'?: string } };
type NodeBackend = { isUsingGpuDevice?: boolean; binding?: { TF_Version?: string } };

const PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;
const require = createRequire(import.meta.url);

/** TensorFlow's C library through tfjs-node-gpu (CUDA 11.2) or tfjs-node: optional packages that fetch it at install. */
export const tensorflowBackend: Backend<'tensorflow'> = {
  name: 'tensorflow',
  async start() {
    // tfjs-node 4.22 still calls what Node 23 removed.
    Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined });
    const found = load();
    if (!(await tf.setBackend('tensorflow'))) throw new Error(`${found.name} is installed but did not start`);
    const backend = tf.backend() as unknown as NodeBackend;
    const version = found.module.version?.['tfjs-node'] ?? 'unknown';
    return {
      version: `${found.name} ${version}, TensorFlow ${backend.binding?.TF_Version ?? 'unknown'}`,
      threads: null,
      simd: null,
      gpu: backend.isUsingGpuDevice ? 'CUDA' : null,
    };
  },
};

function load(): { name: string; module: TfNode } {
  const failures: string[] = [];
  for (const name of PACKAGES) {
    try {
      return { name, module: require(name) as TfNode };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      failures.push(
        code === 'MODULE_NOT_FOUND' && message.includes(name)
          ? `${name} is not installed`
          : `${name} does not load: ${message.split('\n')[0]}`,
      );
    }
  }
  throw new Error(
    `${failures.join('; ')}. Install it with "npm install @tensorflow/tfjs-node-gpu" (needs a download of libtensorflow, and CUDA 11.2 with cuDNN 8.1 for the GPU)`,
  );
}
