import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { startServer } from '../../cli/server-child.ts';
import { type Client, createClient, type JobDraft } from '../../client/index.ts';

/** A server as people start it, for all tests of a file. */
export function ownServer(token?: string): () => { url: string; client: Client } {
  let stop = async () => {};
  let here: { url: string; client: Client };
  beforeAll(async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'learnd-browser-'));
    if (token) process.env.LEARND_TOKEN = token;
    const server = await startServer({ dataDir, signal: AbortSignal.timeout(60_000) });
    delete process.env.LEARND_TOKEN;
    here = { url: `${server.url}/`, client: createClient(server.url, { token }) };
    stop = async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    };
  }, 90_000);
  afterAll(() => stop());
  return () => here;
}

/** The lesson's network on the bundled images, small enough to be trained while a test waits. */
export const small = (changes: object = {}): JobDraft =>
  ({
    kind: 'train',
    dataset: { name: 'fashion-mnist-mini', trainLimit: 3000, validLimit: 200 },
    model: { kind: 'cnn', activation: { kind: 'general-relu' }, norm: { kind: 'batch' } },
    init: { kind: 'kaiming' },
    optimizer: { kind: 'momentum', lr: 0.4 },
    batchSize: 60,
    epochs: 1,
    ...changes,
  }) as JobDraft;
