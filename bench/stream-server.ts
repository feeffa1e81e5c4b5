import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startServer } from '../cli/server-child.ts';
import { openStore, type Told } from '../server/store/index.ts';
import { check } from '../shared/check.ts';
import { JobSpec } from '../shared/spec/job-spec.ts';

/** A server in a process of its own, whose data folder already holds an ended run of `events` events. */
export async function serverWithHistory(events: number) {
  const folder = mkdtempSync(path.join(tmpdir(), 'learnd-hostile-'));
  const long = await longRun(folder, events);
  const server = await startServer({ dataDir: folder, signal: AbortSignal.timeout(60_000) });
  const pid = Number(readFileSync(path.join(folder, 'learnd.lock'), 'utf8'));
  return {
    url: server.url,
    long,
    /** MiB of the server's process that are in memory; its trainers are others. */
    memory: (): number =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024,
    /** CPU seconds that the server's process has taken. */
    cpu(): number {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
      return (Number(fields[11]) + Number(fields[12])) / 100;
    },
    async close() {
      await server.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Batches and, after each, activations of five layers: about 3 kB of text each, as a training with hooks has. */
async function longRun(folder: string, count: number): Promise<string> {
  const store = await openStore(path.join(folder, 'learnd.db'));
  const checked = check(JobSpec, {
    kind: 'train',
    dataset: { name: 'fashion-mnist-mini' },
    model: { kind: 'cnn' },
  });
  if (!checked.ok) throw new Error(JSON.stringify(checked.issues));
  const { id } = await store.jobs.create(checked.value);
  const claim = await store.jobs.claim('bench', ['wasm']);
  if (claim?.id !== id) throw new Error('the job was not first in the queue');
  const [one, hist] = [
    Float32Array.of(0.5),
    { bins: 40, counts: Uint32Array.from({ length: 40 }, (_, i) => i * 1e5) },
  ];
  const layer = { mean: one, std: one, dead: one, hist };
  const layers = Object.fromEntries(['0.2', '1.2', '2.2', '3.2', '4.2'].map((name) => [name, layer]));
  for (let from = 0; from < count; from += 500) {
    const entries = Array.from({ length: 250 }, (_, i): Told[] => [
      { type: 'batches', epoch: 0, split: 'train', from: from / 2 + i, loss: one, accuracy: one },
      { type: 'activations', epoch: 0, from: from / 2 + i, every: 1, layers },
    ]);
    await store.journal.append(id, 1, entries.flat());
  }
  await store.jobs.change(id, { from: ['running'], to: 'succeeded', attempt: 1 });
  await store.close();
  return id;
}
