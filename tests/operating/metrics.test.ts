import { readFileSync } from 'node:fs';
import { Registry } from 'prom-client';
import request from 'supertest';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createClient } from '../../client/index.ts';
import { OneConnection } from '../../server/store/connection.ts';
import { routes } from '../../shared/routes.ts';
import { type Api, freshApi, listen, minimal, opened } from '../api/fixture.ts';
import { batches, freshFile, freshStore, reopen, rewind, runningJob } from '../store/fixture.ts';
import { lint, readExposition, valueIn } from './exposition.ts';

const scrape = async ({ url }: Pick<Api, 'url'>) =>
  readExposition(await createClient(url).request('metrics'));

/** Time that stands still until it is told to go on; everything else runs. */
function clock(start = '2026-01-01T00:00:00.000Z') {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(start) });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  return (ms: number) => vi.setSystemTime(Date.now() + ms);
}

describe('/metrics', () => {
  test('is what Prometheus reads, under names that its linter takes', async () => {
    const api = await freshApi();
    await runningJob(api.store);
    const { headers } = await request(api.url).get('/metrics').expect(200);
    expect(headers['content-type']).toBe(new Registry().contentType);
    expect(routes.metrics.produces).toBe(new Registry().contentType);
    const families = await scrape(api);
    // Three of prom-client's own gauges end in _total, and are known by that name.
    const own = families.filter(({ name }) => name.startsWith('learnd_'));
    expect(lint(own)).toEqual([]);
    expect(families.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'nodejs_heap_size_used_bytes',
        'nodejs_eventloop_lag_p99_seconds',
        'nodejs_gc_duration_seconds',
      ]),
    );
    expect(valueIn(families, 'learnd_build_info', { version: '0.1.0', node: process.version })).toBe(1);
  });

  test('has every number in docs/operating.md, and no other is told there', async () => {
    const page = readFileSync('docs/operating.md', 'utf8');
    const told = Array.from(
      page.matchAll(/^\| `(learnd_\w+)(?:\{[\w, ]+\})?` \| (\w+) \|/gm),
      ([, name, type]) => ({ name, type }),
    );
    const own = (await scrape(await freshApi())).filter(({ name }) => name.startsWith('learnd_'));
    const byName = (a: { name?: string | undefined }, b: { name?: string | undefined }) =>
      a.name! < b.name! ? -1 : 1;
    expect(told.sort(byName)).toEqual(own.map(({ name, type }) => ({ name, type })).sort(byName));
  });

  test('counts jobs by state and the queue as they are at the scrape', async () => {
    const go = clock();
    const api = await freshApi();
    const id = await runningJob(api.store);
    await api.store.jobs.create({ ...(await api.store.jobs.get(id))!.spec });
    go(4000);
    await request(api.url).post('/jobs').send(minimal).expect(202);
    const later = new Date(Date.now() + 60_000).toISOString();
    await request(api.url)
      .post('/jobs')
      .send({ ...minimal, notBefore: later })
      .expect(202);
    go(1500);
    const families = await scrape(api);
    expect(valueIn(families, 'learnd_jobs', { state: 'running' })).toBe(1);
    expect(valueIn(families, 'learnd_jobs', { state: 'queued' })).toBe(3);
    expect(valueIn(families, 'learnd_jobs', { state: 'failed' })).toBe(0);
    expect(valueIn(families, 'learnd_queue_depth')).toBe(2);
    expect(valueIn(families, 'learnd_queue_oldest_wait_seconds')).toBe(5.5);
    await api.store.jobs.change(id, { from: ['running'], to: 'failed', attempt: 1, error: 'tested' });
    const after = await scrape(api);
    expect(valueIn(after, 'learnd_jobs', { state: 'failed' })).toBe(1);
    expect(valueIn(after, 'learnd_jobs_ended_total', { state: 'failed' })).toBe(1);
    expect(valueIn(after, 'learnd_jobs_ended_total', { state: 'succeeded' })).toBe(0);
  });

  test('counts the bytes of each artifact once', async () => {
    const file = await freshFile();
    const store = await reopen(file);
    const run = await runningJob(store);
    const connection = await new OneConnection({ url: `file://${file}`, timeout: 5000 }).connect();
    await connection.executeScript(`
      INSERT INTO "RunArtifact" ("runId", "digest", "role", "step", "size")
      VALUES ('${run}', 'a', 'init', 0, 100), ('${run}', 'a', 'checkpoint', 3, 100), ('${run}', 'b', 'checkpoint', 3, 20);
      INSERT INTO "Upload" ("digest", "size", "createdAt") VALUES ('a', 100, ''), ('c', 3, '');`);
    await connection.dispose();
    expect(valueIn(await scrape(await freshApi({ store })), 'learnd_artifacts_bytes')).toBe(123);
  });

  test('a job put off waits from its time on', async () => {
    const go = clock();
    const api = await freshApi();
    const soon = new Date(Date.now() + 10_000).toISOString();
    await request(api.url)
      .post('/jobs')
      .send({ ...minimal, notBefore: soon })
      .expect(202);
    expect(valueIn(await scrape(api), 'learnd_queue_oldest_wait_seconds')).toBe(0);
    go(12_000);
    expect(valueIn(await scrape(api), 'learnd_queue_oldest_wait_seconds')).toBe(2);
  });

  test('times a step between two appends of one epoch, and nothing else', async () => {
    const go = clock();
    const api = await freshApi();
    const run = await runningJob(api.store);
    const say = (attempt: number, ...entries: Parameters<Api['store']['journal']['append']>[2]) =>
      api.store.journal.append(run, attempt, entries);
    await say(1, batches(0, [1, 1]));
    go(400);
    await say(1, batches(2, [1, 1, 1, 1]));
    go(9000);
    await say(1, batches(0, [1], { split: 'valid' }));
    await say(1, batches(6, [1, 1], { epoch: 1 }));
    // Another attempt goes on at the very step.
    await api.store.jobs.change(run, { from: ['running'], to: 'queued', attempt: 1, lost: true });
    go(9000);
    await api.store.jobs.claim('tester', ['wasm']);
    await say(2, rewind(8, 1), batches(8, [1, 1], { epoch: 1 }));
    const families = await scrape(api);
    expect(valueIn(families, 'learnd_training_step_seconds_count')).toBe(4);
    expect(valueIn(families, 'learnd_training_step_seconds_sum')).toBeCloseTo(0.4, 9);
    expect(valueIn(families, 'learnd_batches_total', { split: 'train' })).toBe(10);
    expect(valueIn(families, 'learnd_batches_total', { split: 'valid' })).toBe(1);
    // Five appends and four changes of state.
    expect(valueIn(families, 'learnd_journal_commit_seconds_count')).toBe(9);
  });

  test('counts requests by the pattern of their route', async () => {
    const api = await freshApi();
    for (const id of ['a', 'b']) await request(api.url).get(`/jobs/${id}`).expect(404);
    await request(api.url).get('/jobs').expect(200);
    for (const path of ['/nowhere', '/%ff', '/elsewhere?token=1']) await request(api.url).get(path);
    await request(api.url).delete('/jobs').expect(405);
    const socket = listen(api.stream('/stream'));
    await opened(socket.socket);
    expect(valueIn(await scrape(api), 'learnd_sockets')).toBe(1);
    socket.socket.close();
    await socket.closed;
    const families = await scrape(api);
    expect(valueIn(families, 'learnd_sockets')).toBe(0);
    expect(valueIn(families, 'learnd_socket_events_dropped_total')).toBe(0);
    expect(valueIn(families, 'learnd_sockets_too_slow_total')).toBe(0);
    const counted = (labels: Record<string, string>) =>
      valueIn(families, 'learnd_http_requests_total', labels);
    expect(counted({ method: 'GET', route: '/jobs/:id', status: '404' })).toBe(2);
    expect(counted({ route: '/jobs', status: '200' })).toBe(1);
    expect(counted({ method: 'GET', route: '(none)', status: '404' })).toBeGreaterThanOrEqual(2);
    expect(counted({ method: 'DELETE', route: '(none)', status: '405' })).toBe(1);
    expect(valueIn(families, 'learnd_http_request_duration_seconds_count', { route: '/jobs/:id' })).toBe(2);
    expect(JSON.stringify(families)).not.toMatch(/nowhere|elsewhere|%ff/);
    expect(counted({ route: '/stream' })).toBeUndefined();
  });

  test('goes without the database, and says so', async () => {
    const store = await freshStore();
    let isGone = false;
    const census = () => (isGone ? Promise.reject(new Error('gone')) : store.census());
    const api = await freshApi({ store: { ...store, census } });
    expect(valueIn(await scrape(api), 'learnd_database_up')).toBe(1);
    isGone = true;
    const families = await scrape(api);
    expect(valueIn(families, 'learnd_database_up')).toBe(0);
    expect(valueIn(families, 'learnd_queue_depth')).toBeUndefined();
    expect(valueIn(families, 'learnd_jobs', { state: 'queued' })).toBeUndefined();
  });

  test('two apps in one process do not count for each other', async () => {
    const [one, other] = [await freshApi(), await freshApi()];
    await request(one.url).get('/healthz').expect(200);
    expect(valueIn(await scrape(one), 'learnd_http_requests_total', { route: '/healthz' })).toBe(1);
    expect(valueIn(await scrape(other), 'learnd_http_requests_total', { route: '/healthz' })).toBeUndefined();
  });
});
