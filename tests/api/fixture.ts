import type { FastifyInstance } from 'fastify';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { type ApiDeps, buildApp } from '../../server/api/app.ts';
import { storeQueue } from '../../server/queue/index.ts';
import type { Store } from '../../server/store/index.ts';
import type { Dataset, Device } from '../../shared/resources.ts';
import { freshStore } from '../store/fixture.ts';

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

export type Api = { app: FastifyInstance; store: Store; url: string; stream: (path: string) => string };

/** A server that listens, over a database of its own; both are gone after the test. */
export async function freshApi(overrides: Partial<ApiDeps> = {}): Promise<Api> {
  const store = overrides.store ?? (await freshStore());
  const app = await buildApp({
    store,
    queue: storeQueue(store),
    datasets: {
      list: async () => [dataset],
      get: async (name) => (name === dataset.name ? dataset : undefined),
    },
    devices: async () => devices,
    ...overrides,
  });
  const url = await app.listen({ port: 0 });
  // Runs before the store is closed: what was begun last ends first.
  onTestFinished(() => app.close());
  return { app, store, url, stream: (path) => url.replace('http', 'ws') + path };
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
