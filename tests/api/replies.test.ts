import request from 'supertest';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import type { Device } from '../../shared/resources.ts';
import { type Route, type RouteName, routes } from '../../shared/routes.ts';
import { activations, batches, epochEnd, facts, freshStore } from '../store/fixture.ts';
import { dataset, devices, freshApi, minimal, weights } from './fixture.ts';

test('every route answers as the table says', async () => {
  const { url, store, artifacts } = await freshApi();
  const posted = await request(url)
    .post('/jobs')
    .send({ ...minimal, device: 'wasm', tags: ['a'] });
  const { digest } = await artifacts.put(weights());
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
    { type: 'checkpoint', epoch: 0, step: 3, artifact: digest, optimizer: null },
    {
      type: 'lr-find',
      lr: Float64Array.of(1e-5, 2e-5),
      loss: Float32Array.of(2, Number.NaN),
      suggestion: Number.NaN,
      reason: 'too short',
    },
  ]);
  const bodies: Partial<Record<RouteName, object>> = {
    forkRun: {},
    annotateRun: { name: 'renamed', notes: 'seen' },
    predict: { images: [Buffer.alloc(784, 3).toString('base64')] },
  };
  const seen = new Map<RouteName, unknown>([['createJob', posted.body]]);
  const inOrder: RouteName[] = [
    'pauseJob',
    'resumeJob',
    'cancelJob',
    'retryJob',
    'deleteRun',
    'deleteArtifact',
  ];
  for (const [name, row] of Object.entries<Route>(routes)) {
    if (name === 'createJob' || inOrder.includes(name as RouteName)) continue;
    const at = row.url.replace(':id', id).replace(':digest', digest).replace(':plot', 'loss');
    const asked = request(url)[row.method.toLowerCase() as 'get' | 'post' | 'patch'](at);
    const answer = await (row.consumes
      ? asked.type(row.consumes[0]!).send(Buffer.from(weights()))
      : asked.send(bodies[name as RouteName]));
    expect({ name, status: answer.status }).toEqual({ name, status: row.status });
    expect(answer.headers['content-type']).toContain(row.produces ?? 'application/json');
    seen.set(name as RouteName, row.produces?.startsWith('text/') ? answer.text : answer.body);
  }
  const ask = async (name: RouteName) =>
    seen.set(name, (await request(url).post(routes[name].url.replace(':id', id)).expect(202)).body);
  await ask('pauseJob');
  await store.jobs.change(id, { from: ['pausing'], to: 'paused' });
  await ask('resumeJob');
  const { id: fork } = seen.get('forkRun') as { id: string };
  for (let i = 0; i < 2; i++) await store.jobs.claim('tester', ['wasm']);
  await store.jobs.change(fork, { from: ['running'], to: 'succeeded' });
  await ask('cancelJob');
  await store.jobs.change(id, { from: ['cancelling'], to: 'cancelled' });
  await ask('retryJob');
  // The fork stands on the artifact too.
  for (const run of [id, fork]) await request(url).delete(`/runs/${run}`).expect(204, {});
  await request(url).delete(`/artifacts/${digest}`).expect(204, {});
  for (const name of ['deleteRun', 'deleteArtifact'] as const) seen.set(name, null);
  for (const [name, body] of seen)
    expect({ name, errors: Value.Errors(routes[name].reply, body) }).toEqual({ name, errors: [] });
  expect(seen.get('cancelJob')).toMatchObject({ id, state: 'cancelling' });
  expect(seen.get('getMetrics')).toMatchObject({ step: [0, 1, 2], columns: { loss: [1, null, 3] } });
  expect(seen.get('listDatasets')).toEqual({ items: [dataset] });
  expect(seen.get('getModel')).toEqual(Buffer.from(weights()));
  expect(seen.get('createArtifact')).toEqual({ digest, size: weights().length });
  expect(seen.get('predict')).toMatchObject({ labels: [3] });
  expect(seen.get('getRun')).toMatchObject({
    checkpoint: { step: 3, artifact: digest },
    lrFind: { lr: [1e-5, 2e-5], loss: [2, null], suggestion: null },
  });
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
  const { body: states } = await request(url).get(`/runs/${id}/events?type=state&limit=1`);
  expect(states).toMatchObject({ items: [{ seq: 1, type: 'state' }], next: 1 });
  const { body: others } = await request(url).get(`/runs/${id}/events?type=state&after=1`);
  expect(others).toMatchObject({ items: [{ seq: 2, type: 'state' }], next: null });
});

test('a job for any device does not wait for the devices', async () => {
  const { url } = await freshApi({
    devices: { list: () => new Promise(() => {}), known: () => null },
  });
  await request(url).post('/jobs').send(minimal).timeout(5000).expect(202);
});

test('not ready while the database does not answer', async () => {
  const store = await freshStore();
  const { url } = await freshApi({ store: { ...store, ping: () => Promise.reject(new Error('gone')) } });
  const { body } = await request(url).get('/readyz').expect(503);
  expect(body).toMatchObject({ status: 503, title: 'Service Unavailable' });
  await request(url).get('/healthz').expect(200);
});

test('not ready once it is known that no device works; no job for any device is taken then', async () => {
  let known: Device[] | null = null;
  const { url } = await freshApi({ devices: { list: async () => devices, known: () => known } });
  await request(url).get('/readyz').expect(200);
  await request(url).post('/jobs').send(minimal).expect(202);
  known = devices.map((device) => ({ ...device, available: false, reason: `no ${device.name} today` }));
  const { body } = await request(url).get('/readyz').expect(503);
  expect(body.detail).toContain('wasm: no wasm today');
  const { body: refused } = await request(url).post('/jobs').send(minimal).expect(422);
  expect(refused.errors).toMatchObject([
    { path: '/device', message: expect.stringContaining('no wasm today') },
  ]);
  known = devices;
  await request(url).get('/readyz').expect(200);
});

test('the contract is published with every route and its refusals', async () => {
  const { url } = await freshApi();
  const { body: contract } = await request(url).get('/openapi.json').expect(200);
  expect(contract.info).toMatchObject({ title: 'learnd', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
  for (const { method, url: path, status, refusals } of Object.values(routes)) {
    const operation = contract.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
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
  const upload = contract.paths['/artifacts'].post.requestBody.content;
  expect(Object.keys(upload)).toEqual(['application/octet-stream', 'application/x-safetensors']);
  const download = contract.paths['/artifacts/{digest}'].get.responses[200].content;
  expect(Object.keys(download)).toEqual(['application/octet-stream']);
  const page = await request(url).get('/docs/').redirects(2).expect(200);
  expect(page.text).not.toMatch(/(src|href)="https?:/);
});
