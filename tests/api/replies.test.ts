import request from 'supertest';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { type RouteName, routes } from '../../shared/routes.ts';
import { activations, batches, epochEnd, facts, freshStore } from '../store/fixture.ts';
import { dataset, freshApi, minimal } from './fixture.ts';

test('every route answers as the table says', async () => {
  const { url, store } = await freshApi();
  const posted = await request(url)
    .post('/jobs')
    .send({ ...minimal, device: 'wasm', tags: ['a'] });
  const { id } = posted.body;
  expect(posted.headers.location).toBe(`/jobs/${id}`);
  expect(posted.body.spec).toMatchObject({
    epochs: 3,
    seed: 42,
    hooks: { bins: 40 },
    init: { kind: 'default' },
  });
  await store.jobs.claim('tester', ['wasm']);
  await store.runs.setFacts(id, 1, facts(10));
  await store.journal.append(id, 1, [
    batches(0, [1, Number.NaN, 3]),
    activations(0, 3),
    epochEnd(0, 'train', 2),
    epochEnd(0, 'valid', Number.NaN),
  ]);
  const seen = new Map<RouteName, unknown>([['createJob', posted.body]]);
  for (const [name, { method, url: path, status }] of Object.entries(routes)) {
    if (name === 'createJob') continue;
    const at = path.replace(':id', id);
    const answer = await (method === 'GET' ? request(url).get(at) : request(url).post(at));
    expect({ name, status: answer.status }).toEqual({ name, status });
    expect(answer.headers['content-type']).toContain('application/json');
    seen.set(name as RouteName, answer.body);
  }
  for (const [name, body] of seen)
    expect({ name, errors: Value.Errors(routes[name].reply, body) }).toEqual({ name, errors: [] });
  expect(seen.get('cancelJob')).toMatchObject({ id, state: 'cancelling' });
  expect(seen.get('getMetrics')).toMatchObject({ step: [0, 1, 2], columns: { loss: [1, null, 3] } });
  expect(seen.get('listDatasets')).toEqual({ items: [dataset] });
  expect(seen.size).toBe(Object.keys(routes).length);
});

test('queries are read: numbers, filters, pages', async () => {
  const { url, store } = await freshApi();
  for (const tag of ['a', 'b', 'a'])
    await request(url)
      .post('/jobs')
      .send({ ...minimal, tags: [tag] })
      .expect(202);
  const first = await request(url).get('/jobs?limit=2');
  expect(first.body.items).toHaveLength(2);
  const second = await request(url).get('/jobs').query({ limit: 2, cursor: first.body.next });
  expect(second.body).toMatchObject({ items: [{ position: 1 }], next: null });
  const { body: tagged } = await request(url).get('/runs?tag=a&sort=createdAt');
  expect(tagged.items).toHaveLength(2);
  const id = tagged.items[0].id;
  await store.jobs.claim('tester', ['wasm']);
  await store.journal.append(id, 1, [batches(0, [1, 2, 3], { lr: Float32Array.of(1, 2, 3) })]);
  const { body: metrics } = await request(url).get(`/runs/${id}/metrics?names=loss,%20lr&from=1&to=3`);
  expect(metrics).toMatchObject({ step: [1, 2], columns: { loss: [2, 3], lr: [2, 3] } });
  const { body: page } = await request(url).get(`/runs/${id}/events?limit=2`);
  expect(page).toMatchObject({ items: [{ seq: 1 }, { seq: 2 }], next: 2 });
  const { body: rest } = await request(url).get(`/runs/${id}/events?after=2`);
  expect(rest).toMatchObject({ items: [{ seq: 3, type: 'batches' }], next: null });
});

test('a job for any device does not wait for the devices', async () => {
  const { url } = await freshApi({ devices: () => new Promise(() => {}) });
  await request(url).post('/jobs').send(minimal).timeout(5000).expect(202);
});

test('not ready while the database does not answer', async () => {
  const store = await freshStore();
  const { url } = await freshApi({ store: { ...store, ping: () => Promise.reject(new Error('gone')) } });
  const { body } = await request(url).get('/readyz').expect(503);
  expect(body).toMatchObject({ status: 503, title: 'Service Unavailable' });
  await request(url).get('/healthz').expect(200);
});

test('the contract is published with every route and its refusals', async () => {
  const { url } = await freshApi();
  const { body: contract } = await request(url).get('/openapi.json').expect(200);
  expect(contract.info).toMatchObject({ title: 'learnd', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
  for (const { method, url: path, status, refusals } of Object.values(routes)) {
    const operation = contract.paths[path.replace(':id', '{id}')]?.[method.toLowerCase()];
    expect(Object.keys(operation.responses)).toEqual(
      expect.arrayContaining([status, ...refusals].map(String)),
    );
    for (const refusal of refusals) {
      const { schema } = operation.responses[refusal].content['application/problem+json'];
      expect(schema.required).toContain('errors');
    }
  }
  expect(Object.keys(contract.paths)).toHaveLength(new Set(Object.values(routes).map((row) => row.url)).size);
  const [train] = contract.paths['/jobs'].post.requestBody.content['application/json'].schema.anyOf;
  expect(train.properties.batchSize).toMatchObject({ type: 'integer', default: 1024 });
  const page = await request(url).get('/docs/').redirects(2).expect(200);
  expect(page.text).not.toMatch(/(src|href)="https?:/);
});
