import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { StreamClosed } from '../../client/errors.ts';
import { createClient } from '../../client/index.ts';
import { watchJobs } from '../../client/watch-jobs.ts';
import { CLOSE } from '../../shared/protocol.ts';
import { freshApi } from '../api/fixture.ts';
import { activations, batches, spec } from '../store/fixture.ts';

async function trained() {
  const api = await freshApi();
  const client = createClient(api.url);
  const { id } = await client.submit(spec());
  await api.store.jobs.claim('tester', ['wasm']);
  await api.store.journal.append(id, 1, [batches(0, [0.1, Number.NaN, 3]), activations(0, 3, 1, 40)]);
  return { ...api, client, id };
}

describe('series', () => {
  test('are typed arrays; what is not finite is NaN, as it is null in JSON', async () => {
    const { client, id } = await trained();
    const { split, step, epoch, columns } = await client.metrics(id);
    expect({ split, step, epoch }).toEqual({
      split: 'train',
      step: Float64Array.of(0, 1, 2),
      epoch: new Float64Array(3),
    });
    // Every float32 is the very double that JSON has of it.
    expect(columns.loss).toEqual(Float64Array.of(Math.fround(0.1), Number.NaN, 3));
    const raw = await client.request('getMetrics', { params: { id } });
    expect(raw.columns.loss).toEqual([Math.fround(0.1), null, 3]);
  });

  test('of activations have their histograms side by side', async () => {
    const { client, id } = await trained();
    const { bins, max, layers } = await client.activations(id, { from: 1 });
    expect({ bins, max }).toEqual({ bins: 40, max: 10 });
    const { step, mean, hist } = layers['0.2']!;
    expect([step, mean]).toEqual([Float64Array.of(1, 2), Float64Array.of(1, 2)]);
    expect(hist).toEqual(Uint32Array.from({ length: 80 }, (_, i) => i + 40));
  });
});

describe('runs and jobs', () => {
  test('are listed, read, annotated, deleted', async () => {
    const { client, id, store } = await trained();
    expect((await client.runs.list({ state: 'running' })).items.map((run) => run.id)).toEqual([id]);
    expect((await client.jobs.list({ state: 'queued' })).items).toEqual([]);
    expect((await client.jobs.list()).items).toEqual([await client.jobs.get(id)]);
    expect(await client.runs.annotate(id, { name: 'mine' })).toMatchObject({ id, name: 'mine' });
    await store.jobs.change(id, { from: ['running'], to: 'failed', attempt: 1, error: 'x' });
    await client.runs.delete(id);
    expect((await client.runs.list()).items).toEqual([]);
  });

  test('are watched all together', async () => {
    const { client, id, store } = await trained();
    const left = new AbortController();
    const connected = vi.fn();
    const states: string[] = [];
    await expect(async () => {
      for await (const event of client.jobs.watch({ signal: left.signal, connected })) {
        states.push(`${event.run} ${event.to}`);
        if (event.to === 'running')
          await store.jobs.change(id, { from: ['running'], to: 'succeeded', attempt: 1 });
        if (event.to === 'succeeded') left.abort(new Error('enough'));
      }
    }).rejects.toThrow('enough');
    expect(states).toEqual([`${id} running`, `${id} succeeded`]);
    expect(connected).toHaveBeenCalledOnce();
  });

  test('go on being watched on a new connection, and not where the server refuses', async () => {
    const state = JSON.stringify({ type: 'state', run: 'r1', seq: 1, from: null, to: 'queued', attempt: 0 });
    const codes = [1006, CLOSE.goingAway, CLOSE.noToken];
    const connected = vi.fn();
    const frames = async function* (opened?: () => void) {
      opened?.();
      yield state;
      throw new StreamClosed('ws://x', { code: codes.shift()!, reason: '' }, 1, undefined);
    };
    const seen: string[] = [];
    await expect(async () => {
      for await (const { to } of watchJobs(frames, { connected })) seen.push(to);
    }).rejects.toMatchObject({ code: CLOSE.noToken });
    expect(seen).toEqual(['queued', 'queued', 'queued']);
    expect(connected).toHaveBeenCalledTimes(3);
  });
});

test('nothing of it needs Node: a browser loads it, with ws only where there is no WebSocket', () => {
  const allowed = /^(\.{1,2}\/|typebox(\/|$))/;
  const files = ['client', 'shared'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  );
  const imports = files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/(?:from |import\()'([^']+)'/g)].map(
        ([, name]) => `${file}: ${name}`,
      ),
    );
  expect(imports.length).toBeGreaterThan(50);
  expect(imports.filter((line) => !allowed.test(line.split(': ')[1]!))).toEqual(['client/web-socket.ts: ws']);
});
