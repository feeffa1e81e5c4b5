import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApp } from '../server/api/app.ts';
import { openArtifacts } from '../server/artifacts/index.ts';
import { storeQueue } from '../server/queue/index.ts';
import { openStore, type Told } from '../server/store/index.ts';
import { check } from '../shared/check.ts';
import type { RunFacts } from '../shared/resources.ts';
import { JobSpec } from '../shared/spec/job-spec.ts';

const LAYERS = Array.from({ length: 12 }, (_, i) => `${i}.2`);
const BINS = 40;
/** Batches that an event tells of, as with a step of 10 ms. */
const CHUNK = 10;
const EPOCH = 600;

/** A server in this process with a run that says so many batches, and then ten more in each tenth of a second. */
export async function servedRun(batches: number) {
  const folder = mkdtempSync(path.join(tmpdir(), 'learnd-web-'));
  const store = await openStore(path.join(folder, 'learnd.db'));
  const queue = storeQueue(store);
  const app = await buildApp({
    store,
    queue,
    artifacts: await openArtifacts(path.join(folder, 'artifacts')),
    datasets: { list: async () => [], get: async () => undefined },
    devices: { list: async () => [], known: () => null },
    predict: () => Promise.reject(new Error('nobody predicts here')),
    dashboard: fileURLToPath(new URL('../web/dist', import.meta.url)),
  });
  const { id } = await store.jobs.create(spec());
  await store.jobs.claim('bench', ['wasm']);
  await store.runs.setFacts(id, 1, facts);
  let step = 0;
  const say = async (): Promise<void> => {
    const entries = entriesAt(step);
    step += CHUNK;
    await store.journal.append(id, 1, entries);
  };
  while (step < batches) await say();
  await app.listen({ host: '127.0.0.1', port: 0 });
  let timer: NodeJS.Timeout | undefined;
  return {
    url: `${app.listeningOrigin}/#/runs/${id}`,
    grow() {
      timer = setInterval(() => void say(), 100);
    },
    async close() {
      clearInterval(timer);
      await app.close();
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function spec(): JobSpec {
  const draft = { kind: 'train', name: 'long', dataset: { name: 'fashion-mnist' }, model: { kind: 'cnn' } };
  const checked = check(JobSpec, { ...draft, epochs: 1000, batchSize: 100 });
  if (!checked.ok) throw new Error(JSON.stringify(checked.issues));
  return checked.value;
}

const device = { name: 'wasm', version: '4.22.0', threads: 2, simd: true } as const;
const facts: RunFacts = {
  device: { ...device, available: true, reason: null, gpu: null },
  versions: { node: process.versions.node },
  parameters: 30_394,
  layers: LAYERS.map((name) => ({ name, kind: 'GeneralReLU' })),
  dataset: { source: 'made up', train: 60_000, valid: 10_000 },
  normalize: null,
  steps: { train: EPOCH, valid: 100 },
};

/** Curves as a training has them; the noise is what makes them costly to draw. */
function entriesAt(step: number): Told[] {
  const epoch = Math.floor(step / EPOCH);
  const column = (value: (step: number) => number): Float64Array =>
    Float64Array.from({ length: CHUNK }, (_, i) => value(step + i));
  const layers = LAYERS.map((name, l) => {
    const counts = Uint32Array.from({ length: CHUNK * BINS }, (_, i) => {
      const spread = 20 + 10 * Math.sin((step + i / BINS) / 500 + l);
      return 50_000 * Math.exp(-((i % BINS) ** 2) / spread) * (0.8 + 0.4 * Math.random());
    });
    const said = {
      mean: column((s) => 0.1 * l + 0.2 * Math.sin(s / 300) + 0.1 * Math.random()),
      std: column(() => 0.5 + 0.05 * l + 0.1 * Math.random()),
      dead: column(() => 0.2 + 0.03 * l + 0.05 * Math.random()),
      hist: { bins: BINS, counts },
    };
    return [name, said] as const;
  });
  return [
    {
      type: 'batches',
      epoch,
      split: 'train',
      from: step,
      loss: column((s) => 2 / (1 + s / 500) + 0.3 + 0.2 * Math.random()),
      accuracy: column((s) => 1 - 1 / (1 + s / 500) - 0.1 * Math.random()),
      lr: column((s) => 0.1 + 0.1 * Math.sin(s / 2000)),
      momentum: column(() => 0.9),
    },
    { type: 'activations', epoch, from: step, every: 1, layers: Object.fromEntries(layers) },
  ];
}
