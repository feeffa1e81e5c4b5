import type { FastifyInstance } from 'fastify';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { type ApiDeps, buildApp } from '../../server/api/app.ts';
import { storeQueue } from '../../server/queue/index.ts';
import type { Store } from '../../server/store/index.ts';
import type { Dataset, Device } from '../../shared/resources.ts';
import { type Encodable, encodeSafetensors, readHeader } from '../../shared/safetensors/index.ts';
import { freshArtifacts } from '../artifacts/fixture.ts';
import { batches, facts, freshStore, runningJob } from '../store/fixture.ts';

export const dataset: Dataset = {
  name: 'fashion-mnist',
  title: 'Fashion-MNIST',
  classes: Array.from({ length: 10 }, (_, i) => `class ${i}`),
  train: 60_000,
  valid: 10_000,
  image: [28, 28, 1],
  available: true,
  source: null,
};

const device = { version: '4.22.0', threads: 2, simd: true, gpu: null };
export const devices: Device[] = [
  { ...device, name: 'tensorflow', available: false, reason: 'its binary is not installed' },
  { ...device, name: 'wasm', available: true, reason: null },
];

export const minimal = { kind: 'train', dataset: { name: 'fashion-mnist' }, model: { kind: 'cnn' } };

export type Api = {
  app: FastifyInstance;
  store: Store;
  artifacts: ApiDeps['artifacts'];
  url: string;
  stream: (path: string) => string;
};

/** A server that listens, over a database of its own; both are gone after the test. */
export async function freshApi(overrides: Partial<ApiDeps> = {}): Promise<Api> {
  const artifacts = overrides.artifacts ?? (await freshArtifacts());
  const store = overrides.store ?? (await freshStore({ files: artifacts }));
  const app = await buildApp({
    store,
    queue: storeQueue(store),
    datasets: {
      list: async () => [dataset],
      get: async (name) => (name === dataset.name ? dataset : undefined),
    },
    artifacts,
    devices: { list: async () => devices, known: () => null },
    predict: async ({ images, classes }) =>
      images.map(([first = 0]) => Array.from({ length: classes }, (_, i) => (i === first ? 1 : 0))),
    ...overrides,
  });
  const url = await app.listen({ port: 0 });
  // Runs before the store is closed: what was begun last ends first.
  onTestFinished(() => app.close());
  return { app, store, artifacts, url, stream: (path) => url.replace('http', 'ws') + path };
}

export type Close = { code: number; reason: string };
// biome-ignore lint/suspicious/noExplicitAny: frames are looked at field by field
export type Heard = { socket: WebSocket; frames: any[]; closed: Promise<Close> };

/** Connects and writes down every frame. */
export function listen(url: string, options: ConstructorParameters<typeof WebSocket>[2] = {}): Heard {
  const socket = new WebSocket(url, options);
  onTestFinished(() => socket.terminate());
  const frames: Heard['frames'] = [];
  socket.on('message', (data) => frames.push(JSON.parse(String(data))));
  const closed = new Promise<Close>((resolve, reject) => {
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }));
    socket.on('error', reject);
  });
  closed.catch(() => {});
  return { socket, frames, closed };
}

export const opened = (socket: WebSocket): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });

/** The connection under a socket: pausing it makes a reader that does not read. */
export const wireOf = (socket: WebSocket): import('node:net').Socket =>
  (socket as unknown as { _socket: import('node:net').Socket })._socket;

/** Weights of the network of `minimal`, under PyTorch's names: every value is `value`. */
export function weights(value = 0.5): Uint8Array<ArrayBuffer> {
  const widths = [1, 8, 16, 32, 64, 10];
  const tensors: Record<string, Encodable> = {};
  for (const [i, out] of widths.slice(1).entries()) {
    const shape = [out, widths[i]!, 3, 3];
    tensors[`${i}.0.weight`] = { shape, data: new Float32Array(shape.reduce((a, b) => a * b)).fill(value) };
    tensors[`${i}.0.bias`] = { shape: [out], data: new Float32Array(out).fill(value) };
  }
  return encodeSafetensors(tensors);
}

/** What the optimizer of `minimal` remembers, after 8 steps. */
export function optimizerState(name = 'momentum_buffer'): Uint8Array<ArrayBuffer> {
  const shapes = new Map(readHeader(weights()).tensors.map((tensor) => [tensor.name, tensor.shape]));
  const ordered = [0, 1, 2, 3, 4].flatMap((i) => [`${i}.0.weight`, `${i}.0.bias`]);
  const tensors = ordered.map((of, i): [string, Encodable] => {
    const shape = shapes.get(of)!;
    return [`${i}.${name}`, { shape, data: new Float32Array(shape.reduce((a, b) => a * b)) }];
  });
  return encodeSafetensors(Object.fromEntries(tensors), { step: '8' });
}

/** A run of `minimal` in the hands of a worker, with a checkpoint after 4 and after 8 batches. */
export async function checkpointed({ store, artifacts }: Pick<Api, 'store' | 'artifacts'>) {
  const run = await runningJob(store);
  await store.runs.setFacts(run, 1, { ...facts(4), normalize: { mean: 0.25, std: 0.5 } });
  const first = await artifacts.put(weights(1));
  const last = await artifacts.put(weights(2));
  const optimizer = (await artifacts.put(optimizerState())).digest;
  await store.journal.append(run, 1, [
    batches(0, [4, 3, 2, 1]),
    { type: 'checkpoint', epoch: 0, step: 4, artifact: first.digest, optimizer: null },
    batches(4, [4, 3, 2, 1], { epoch: 1 }),
    { type: 'checkpoint', epoch: 1, step: 8, artifact: last.digest, optimizer },
  ]);
  return { run, first: first.digest, last: last.digest, optimizer };
}
