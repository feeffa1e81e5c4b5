import request from 'supertest';
import { expect, test } from 'vitest';
import { createClient, UnreachableError } from '../../client/index.ts';
import { checkpointed, freshApi, minimal } from '../api/fixture.ts';

const spec = minimal as Parameters<ReturnType<typeof createClient>['submit']>[0];

/** A fetch that loses the first answers, or the first requests; it remembers the keys that were sent. */
function losing(count: number, what: 'answer' | 'request') {
  const keys: (string | null)[] = [];
  const lossy: typeof fetch = async (url, init) => {
    keys.push(new Headers(init?.headers).get('idempotency-key'));
    const isLost = keys.length <= count;
    if (isLost && what === 'request') throw new TypeError('connection reset');
    const response = await fetch(url, init);
    if (isLost) throw new TypeError('connection reset');
    return response;
  };
  return { keys, fetch: lossy };
}

test.each(['answer', 'request'] as const)(
  'a submit whose %s is lost is sent again, and makes one job',
  async (what) => {
    const { url } = await freshApi();
    const { keys, fetch } = losing(2, what);
    const job = await createClient(url, { fetch }).submit(spec);
    expect(new Set(keys).size).toBe(1);
    expect(keys).toHaveLength(3);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    const { body } = await request(url).get('/jobs');
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual([job.id]);
  },
);

test('a fork whose answer is lost makes one job', async () => {
  const api = await freshApi();
  const { run } = await checkpointed(api);
  const client = createClient(api.url, { fetch: losing(1, 'answer').fetch });
  const job = await client.fork(run, { overrides: { epochs: 2 } });
  const { body } = await request(api.url).get('/jobs');
  expect(body.items.map(({ id }: { id: string }) => id)).toEqual([job.id, run]);
});

test('each submit has a key of its own, or the one that is said', async () => {
  const { url } = await freshApi();
  const client = createClient(url);
  const [one, two] = [await client.submit(spec), await client.submit(spec)];
  expect(two.id).not.toBe(one.id);
  const named = await client.submit(spec, { idempotencyKey: 'mine' });
  expect((await client.submit(spec, { idempotencyKey: 'mine' })).id).toBe(named.id);
  await expect(client.submit({ ...spec, seed: 3 }, { idempotencyKey: 'mine' })).rejects.toThrow('422');
});

test('nobody is asked for ever: after some tries it is told, and a signal ends the wait', async () => {
  const { keys, fetch } = losing(100, 'request');
  await expect(createClient('http://learnd.test', { fetch }).submit(spec)).rejects.toThrow(UnreachableError);
  expect(keys).toHaveLength(4);
  const signal = AbortSignal.timeout(20);
  const waiting = createClient('http://learnd.test', { fetch }).submit(spec, { signal });
  await expect(waiting).rejects.toMatchObject({ name: 'TimeoutError' });
});

test('a refusal is not sent again', async () => {
  const { url } = await freshApi();
  const { keys, fetch } = losing(0, 'answer');
  await expect(createClient(url, { fetch }).submit({ ...spec, batchSize: -1 })).rejects.toThrow('400');
  expect(keys).toHaveLength(1);
});

test('runs are annotated and deleted, uploads too', async () => {
  const { url } = await freshApi();
  const client = createClient(url);
  const { id } = await client.submit(spec);
  expect(await client.runs.annotate(id, { notes: 'good', tags: ['x'] })).toMatchObject({
    notes: 'good',
    tags: ['x'],
  });
  expect(await client.runs.delete(id)).toBe(null);
  await expect(client.runs.get(id)).rejects.toThrow('404');
  await expect(client.deleteArtifact(`sha256:${'0'.repeat(64)}`)).rejects.toThrow('404');
});
