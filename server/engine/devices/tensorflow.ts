import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import util from 'node:util';
import { tf } from '../tf.ts';
import type { Backend } from './device.ts';

type TfNode = { version?: { 'tfjs-node'?: string } };
type NodeBackend = { isUsingGpuDevice?: boolean; binding?: { TF_Version?: string } };

const PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;
const FOR_A_GPU =
  'a GPU needs tfjs-node-gpu, CUDA 11.2 and cuDNN 8.1, which docker/tensorflow.Dockerfile has';
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
    // TensorFlow's own word: a GPU is on the list of the devices that it runs ops on, and it runs them there.
    const gpu = backend.isUsingGpuDevice ? nameOfGpu() : null;
    const parts = [`${found.name} ${version}`, `TensorFlow ${backend.binding?.TF_Version ?? 'unknown'}`];
    if (gpu === null) parts.push(`which placed nothing on a GPU (${FOR_A_GPU})`);
    return { version: parts.join(', '), threads: null, simd: null, gpu };
  },
};

/** What the driver calls the card. Of several TensorFlow does not say which one it took. */
export function nameOfGpu(ask: () => string = askDriver): string {
  try {
    const names = [...new Set(ask().trim().split('\n').filter(Boolean))];
    if (names.length > 0) return `${names.join(' or ')} (CUDA)`;
  } catch {
    // A container may have the card without the tool.
  }
  return 'CUDA';
}

const askDriver = (): string =>
  execFileSync('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader'], {
    encoding: 'utf8',
    timeout: 5000,
    stdio: ['ignore', 'pipe', 'ignore'],
  });

function load(): { name: string; module: TfNode } {
  const failures: string[] = [];
  for (const name of PACKAGES) {
    try {
      return { name, module: require(name) as TfNode };
    } catch (error) {
      failures.push(`${name} ${complaint(name, error as NodeJS.ErrnoException)}`);
    }
  }
  throw new Error(
    `${failures.join('; ')}. "npm install @tensorflow/tfjs-node" fetches TensorFlow for the CPU; ${FOR_A_GPU}`,
  );
}

function complaint(name: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === 'MODULE_NOT_FOUND' && message.includes(name)) return 'is not installed';
  if (message.includes('tfjs_binding.node) can not be found')) {
    return 'is installed, but could not fetch TensorFlow when it was ("npm rebuild" tries again)';
  }
  return `does not load: ${message.split('\n')[0]}`;
}
