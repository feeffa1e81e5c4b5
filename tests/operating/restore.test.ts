import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startServer } from '../../cli/server-child.ts';
import { type Client, createClient, type JobDraft } from '../../client/index.ts';
import type { RunEvent } from '../../shared/events.ts';
import { trained } from '../service/server.ts';
import { learnd } from './command.ts';

const draft = (epochs: number): JobDraft => ({
  kind: 'train',
  dataset: { name: 'fashion-mnist-mini', trainLimit: 256, validLimit: 64 },
  model: { kind: 'cnn' },
  batchSize: 64,
  epochs,
});

async function start(dataDir: string) {
  const server = await startServer({ dataDir, signal: AbortSignal.timeout(60_000) });
  onTestFinished(server.stop);
  return { stop: server.stop, client: createClient(server.url) };
}

async function journalOf(client: Client, run: string, upTo: number): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  while (events.length < upTo)
    events.push(...(await client.events(run, { after: events.length, limit: 1000 })).items);
  return events.slice(0, upTo);
}

/** Keeps the server busy with writes and reads until told to stop. */
function load(client: Client): () => Promise<void> {
  let isOver = false;
  const later = new Date(Date.now() + 3_600_000).toISOString();
  const work = (async () => {
    while (!isOver) {
      await client.submit({ ...draft(1), notBefore: later });
      await Promise.all([client.runs.list({ limit: 20 }), pause(25)]);
    }
  })();
  return async () => {
    isOver = true;
    await work;
  };
}

test('a server goes on from a copy that was made while another one trained', {
  timeout: 180_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'learnd-restore-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const first = await start(join(folder, 'data'));
  const ended = await trained(first.client, draft(2));
  const { id } = await first.client.submit(draft(5000));
  for await (const event of first.client.watch(id)) if (event.type === 'checkpoint') break;

  const copy = join(folder, 'copy');
  const endLoad = load(first.client);
  const told = await learnd(['backup', '--data', join(folder, 'data'), copy]);
  await endLoad();
  expect(told).toMatchObject({ code: 0, err: '' });
  expect((await learnd(['backup', '--check', copy])).out).toBe(told.out);
  const checked = JSON.parse((await learnd(['backup', '--check', copy, '--json'])).out);
  expect(checked).toMatchObject({ folder: copy, artifacts: { missing: [], damaged: [] } });
  // What comes after the moment of the copy is not in it: the first server goes on.
  const after = await first.client.submit(draft(1));
  const { lastSeq } = await first.client.runs.get(id);

  const second = await start(copy);
  expect(await second.client.runs.get(ended.id)).toEqual(ended);
  expect(await second.client.metrics(ended.id)).toEqual(await first.client.metrics(ended.id));
  expect(await second.client.weights(ended.id)).toEqual(await first.client.weights(ended.id));
  await expect(second.client.runs.get(after.id)).rejects.toThrow('404');
  let put: Extract<RunEvent, { type: 'state' }> | undefined;
  for await (const event of second.client.watch(id)) {
    if (event.type !== 'state') continue;
    if (event.to === 'queued' && event.attempt === 1) put = event;
    if (event.to === 'running' && event.attempt === 2) break;
  }
  expect(put!.seq).toBeGreaterThan(5);
  expect(put!.seq).toBeLessThanOrEqual(lastSeq + 1);
  expect(await journalOf(second.client, id, put!.seq - 1)).toEqual(
    await journalOf(first.client, id, put!.seq - 1),
  );
  for await (const { seq, type } of second.client.watch(id)) if (type === 'batches' && seq > put!.seq) break;
  await Promise.all([first.stop(), second.stop()]);
});
