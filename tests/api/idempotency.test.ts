import request from 'supertest';
import { expect, test } from 'vitest';
import { freshFile, reopen } from '../store/fixture.ts';
import { checkpointed, freshApi, minimal } from './fixture.ts';

const post = (url: string, body: object, key: string) =>
  request(url).post('/jobs').set('idempotency-key', key).send(body);
const countOf = async (url: string) => (await request(url).get('/jobs?limit=500')).body.items.length;

test('the same request with the same key makes one job, told as it is now', async () => {
  const { url, store } = await freshApi();
  const first = await post(url, minimal, 'k-1').expect(202);
  expect(first.headers).not.toHaveProperty('idempotency-replayed');
  await store.jobs.claim('tester', ['wasm']);
  // Other spelling, same meaning: keys in another order, a default said aloud.
  const { kind, ...rest } = minimal;
  const again = await post(url, { ...rest, epochs: 3, kind }, 'k-1').expect(202);
  expect(again.headers).toMatchObject({
    'idempotency-replayed': 'true',
    location: `/jobs/${first.body.id}`,
  });
  expect(again.body).toMatchObject({ id: first.body.id, state: 'running' });
  expect(await countOf(url)).toBe(1);
});

test('another request with the same key is refused, and without a key or with another each is its own', async () => {
  const { url } = await freshApi();
  const { body: job } = await post(url, minimal, 'k').expect(202);
  const { body } = await post(url, { ...minimal, seed: 1 }, 'k').expect(422);
  expect(body.errors).toMatchObject([{ path: '/Idempotency-Key', message: expect.stringContaining(job.id) }]);
  await post(url, minimal, 'K').expect(202);
  await request(url).post('/jobs').send(minimal).expect(202);
  await request(url).post('/jobs').send(minimal).expect(202);
  expect(await countOf(url)).toBe(4);
});

test('many at the same instant make one job, and one of them is the first', async () => {
  const { url } = await freshApi();
  const answers = await Promise.all(Array.from({ length: 20 }, () => post(url, minimal, 'k').expect(202)));
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1);
  expect(await countOf(url)).toBe(1);
});

test('a restart of the server forgets no key, the end of its job does', async () => {
  const file = await freshFile();
  const before = await freshApi({ store: await reopen(file) });
  const { body: job } = await post(before.url, minimal, 'k').expect(202);
  await before.app.close();
  await before.store.close();
  const { url } = await freshApi({ store: await reopen(file) });
  const again = await post(url, minimal, 'k').expect(202);
  expect(again.body.id).toBe(job.id);
  await request(url).delete(`/runs/${job.id}`).expect(204);
  const anew = await post(url, minimal, 'k').expect(202);
  expect(anew.body.id).not.toBe(job.id);
});

test('a refused request uses no key up', async () => {
  const { url } = await freshApi();
  await post(url, { ...minimal, epochs: 0 }, 'k').expect(400);
  await post(url, { ...minimal, dataset: { name: 'imagenet' } }, 'k').expect(422);
  await post(url, minimal, 'k').expect(202);
});

test('a fork is made once too, also when its checkpoint or its run has changed since', async () => {
  const api = await freshApi();
  const { run } = await checkpointed(api);
  const fork = (body: object) =>
    request(api.url).post(`/runs/${run}/fork`).set('idempotency-key', 'k').send(body);
  const { body: job } = await fork({ overrides: { epochs: 2 } }).expect(202);
  await api.store.journal.append(run, 1, [{ type: 'rewind', step: 0, valid: 0, reason: 'tested' }]);
  const again = await fork({ overrides: { epochs: 2 }, optimizerState: false }).expect(202);
  expect(again.body.id).toBe(job.id);
  expect(again.headers['idempotency-replayed']).toBe('true');
  await fork({ overrides: { epochs: 3 } }).expect(422);
  // Of another run, and on another route, it is another request.
  await request(api.url).post(`/runs/${job.id}/fork`).set('idempotency-key', 'k').send({}).expect(422);
  await post(api.url, minimal, 'k').expect(422);
});

test.each(['', ' ', 'two words', 'x'.repeat(256), 'naïve', 'a,\tb'])('%j is no key', async (key) => {
  const { app } = await freshApi();
  const headers = { 'idempotency-key': key };
  const answer = await app.inject({ method: 'POST', url: '/jobs', headers, payload: minimal });
  expect({ status: answer.statusCode, errors: answer.json().errors }).toEqual({
    status: 400,
    errors: [{ path: '/Idempotency-Key', message: expect.stringContaining('1 to 255 visible ASCII') }],
  });
});

test('keys of all visible characters, up to 255 of them, are taken; other routes ignore them', async () => {
  const { url } = await freshApi();
  const all = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).join('');
  const { body } = await post(url, minimal, all).expect(202);
  await post(url, minimal, 'x'.repeat(255)).expect(202);
  await request(url).post(`/jobs/${body.id}/cancel`).set('idempotency-key', 'no key').expect(202);
});

test('the header is part of the published contract', async () => {
  const { app } = await freshApi();
  const { paths } = (await app.inject('/openapi.json')).json();
  for (const path of ['/jobs', '/runs/{id}/fork']) {
    expect(paths[path].post.parameters).toContainEqual(
      expect.objectContaining({ in: 'header', name: 'Idempotency-Key' }),
    );
  }
  expect(JSON.stringify(paths['/jobs/{id}/cancel'].post)).not.toContain('Idempotency');
});
