import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '../client/index.ts';
import { buildApp } from '../server/api/app.ts';
import { openArtifacts } from '../server/artifacts/index.ts';
import { datasetsOf } from '../server/datasets.ts';
import { startDispatcher } from '../server/dispatcher/index.ts';
import { storeQueue } from '../server/queue/index.ts';
import { openStore } from '../server/store/index.ts';
import { type Said, saidFile } from './said.ts';

const silent = { info: () => {}, warn: () => {}, error: console.error };

/** A whole service in this process, in a folder of its own, whose trainers write down when they said what. */
export async function openService() {
  const folder = mkdtempSync(path.join(tmpdir(), 'learnd-bench-'));
  const cacheDir = path.join(folder, 'datasets');
  mkdirSync(cacheDir);
  const store = await openStore(path.join(folder, 'learnd.db'));
  const queue = storeQueue(store);
  const artifactsDir = path.join(folder, 'artifacts');
  const app = await buildApp({
    store,
    queue,
    artifacts: await openArtifacts(artifactsDir),
    datasets: datasetsOf({ cacheDir }),
    devices: { list: async () => [], known: () => null },
    predict: () => Promise.reject(new Error('nobody predicts here')),
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const dispatcher = startDispatcher({
    worker: 'bench',
    queue,
    store,
    equipment: {
      devices: ['tensorflow', 'wasm'],
      threads: availableParallelism(),
      cacheDir,
      datasetsDir: null,
      artifactsDir,
    },
    log: silent,
    trainer: fileURLToPath(new URL('./timed-trainer.ts', import.meta.url)),
  });
  return {
    url: app.listeningOrigin,
    client: createClient(app.listeningOrigin),
    /** What the trainer said since the last call. */
    said(): Said[] {
      const file = saidFile(cacheDir);
      const lines = readFileSync(file, 'utf8').trim().split('\n');
      rmSync(file);
      return lines.map((line) => JSON.parse(line) as Said);
    },
    async close() {
      await dispatcher.stop();
      await app.close();
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}
