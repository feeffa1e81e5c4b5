import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startServer } from '../../cli/server-child.ts';
import { createClient, type JobDraft } from '../../client/index.ts';
import { trained } from './server.ts';

const draft = {
  kind: 'train',
  dataset: { name: 'fashion-mnist-mini', trainLimit: 512, validLimit: 64 },
  model: { kind: 'cnn' },
  epochs: 1,
  batchSize: 64,
  checkpoint: { everyBatches: 1, keepLast: 2 },
} as JobDraft;

test('a real run keeps its last two checkpoints, each of which goes on, and takes all its files with it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'learnd-keeping-'));
  const server = await startServer({ dataDir: folder, signal: AbortSignal.timeout(60_000) });
  onTestFinished(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });
  const client = createClient(server.url);
  const isThere = async (digest: string) =>
    (await readdir(join(folder, 'artifacts'), { recursive: true })).some((name) =>
      name.endsWith(digest.slice('sha256:'.length)),
    );

  const run = await trained(client, draft);
  expect(run).toMatchObject({ state: 'succeeded', checkpoint: { step: 8 } });
  const { items } = await client.checkpoints(run.id);
  expect(items.map(({ step }) => step)).toEqual([7, 8]);
  const events = await client.events(run.id, { limit: 1000 });
  const said = events.items.flatMap((event) => (event.type === 'checkpoint' ? [event] : []));
  expect(said.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  await expect(client.artifact(said[0]!.artifact)).rejects.toThrow('404');

  // From the older of the two, so that the weights that it names are the run's own alone.
  const fork = await client.fork(run.id, { checkpoint: items[0]!.artifact, optimizerState: true });
  await client.runs.delete(run.id);
  expect((await client.artifact(items[0]!.artifact)).length).toBeGreaterThan(0);
  await expect(client.artifact(items[1]!.artifact)).rejects.toThrow('404');
  for await (const _ of client.watch(fork.id)) {
    // To its end.
  }
  expect(await client.runs.get(fork.id)).toMatchObject({ state: 'succeeded', error: null });
  // Nothing trains now: the files go at once.
  const last = (await client.runs.get(fork.id)).checkpoint!;
  for (const there of [true, false]) {
    for (const digest of [last.artifact, last.optimizer!, items[0]!.artifact]) {
      expect({ digest, there: await isThere(digest) }).toEqual({ digest, there });
    }
    if (there) await client.runs.delete(fork.id);
  }
}, 120_000);
