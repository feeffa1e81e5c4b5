import { open } from 'node:fs/promises';
import { join } from 'node:path';
import request from 'supertest';
import { expect, test, vi } from 'vitest';
import { encodeSafetensors } from '../../shared/safetensors/index.ts';
import { freshArtifacts, freshFolder } from '../artifacts/fixture.ts';
import { freshStore, runningJob } from '../store/fixture.ts';
import { checkpointed, freshApi, listen, minimal, opened, weights } from './fixture.ts';

const nobody = '01JZZZZZZZZZZZZZZZZZZZZZZZ';
const upload = (url: string, bytes: Uint8Array) =>
  request(url).post('/artifacts').type('application/octet-stream').send(Buffer.from(bytes));

test('a run is renamed, tagged and noted; what is left out stays, null clears, the spec does not change', async () => {
  const { url } = await freshApi();
  const { body: job } = await request(url)
    .post('/jobs')
    .send({ ...minimal, name: 'first', tags: ['a', 'b'] })
    .expect(202);
  const at = `/runs/${job.id}`;
  const { body } = await request(url)
    .patch(at)
    .send({ notes: 'n'.repeat(10_000), tags: ['c'] })
    .expect(200);
  expect(body).toMatchObject({ name: 'first', tags: ['c'], notes: 'n'.repeat(10_000) });
  expect(body.spec).toMatchObject({ name: 'first', tags: ['a', 'b'] });
  const { body: renamed } = await request(url).patch(at).send({ name: 'second', notes: null }).expect(200);
  expect(renamed).toMatchObject({ name: 'second', tags: ['c'], notes: null });
  expect((await request(url).patch(at).send({}).expect(200)).body).toEqual(renamed);
  const found = await request(url).get('/runs?name=second&tag=c').expect(200);
  expect(found.body.items).toMatchObject([{ id: job.id, notes: null }]);
  expect((await request(url).get('/runs?tag=a').expect(200)).body.items).toEqual([]);
  expect((await request(url).patch(at).send({ name: null, tags: [] })).body).toMatchObject({
    name: null,
    tags: [],
  });
});

test.each([
  [{ note: 'x' }, '/note'],
  [{ notes: 'n'.repeat(10_001) }, '/notes'],
  [{ name: '' }, '/name'],
  [{ name: 3 }, '/name'],
  [{ tags: null }, '/tags'],
  [{ tags: ['a', 'a'] }, '/tags'],
  [{ seed: 1 }, '/seed'],
])('a run is not annotated with %j', async (change, path) => {
  const { url } = await freshApi();
  const { body: job } = await request(url).post('/jobs').send(minimal);
  const { body } = await request(url).patch(`/runs/${job.id}`).send(change).expect(400);
  expect(body.errors[0].path).toBe(path);
  await request(url).patch(`/runs/${nobody}`).send({ name: 'x' }).expect(404);
});

test('a run is deleted with its weights, once no worker has it', async () => {
  const api = await freshApi();
  const { run, last } = await checkpointed(api);
  const { body: refused } = await request(api.url).delete(`/runs/${run}`).expect(409);
  expect(refused.detail).toContain('is running');
  expect(refused.detail).toContain('cancel it first');
  await api.store.jobs.change(run, { from: ['running'], to: 'succeeded' });
  const { text } = await request(api.url).delete(`/runs/${run}`).expect(204);
  expect(text).toBe('');
  for (const path of [`/runs/${run}`, `/jobs/${run}`, `/runs/${run}/events`, `/artifacts/${last}`]) {
    await request(api.url).get(path).expect(404);
  }
  expect(await api.artifacts.has(last)).toBe(false);
  await request(api.url).delete(`/runs/${run}`).expect(404);
});

test('who listens to a run that waits hears that it is over when it is deleted; later ones find none', async () => {
  const { url, stream } = await freshApi();
  const { body: job } = await request(url).post('/jobs').send(minimal).expect(202);
  const heard = listen(stream(`/runs/${job.id}/stream`));
  await opened(heard.socket);
  await vi.waitFor(() => expect(heard.frames).toHaveLength(1));
  await request(url).delete(`/runs/${job.id}`).expect(204);
  expect((await heard.closed).code).toBe(1000);
  expect(heard.frames.slice(1)).toMatchObject([{ type: 'state', to: 'cancelled' }, { type: 'end' }]);
  expect((await listen(stream(`/runs/${job.id}/stream`)).closed).code).toBe(4404);
});

test('an upload is deleted unless a run stands on it', async () => {
  const { url } = await freshApi();
  const { digest } = (await upload(url, weights()).expect(201)).body;
  const init = { kind: 'lsuv', from: { kind: 'weights', artifact: digest } };
  const { body: job } = await request(url)
    .post('/jobs')
    .send({ ...minimal, init })
    .expect(202);
  const { body: refused } = await request(url).delete(`/artifacts/${digest}`).expect(409);
  expect(refused.detail).toContain(job.id);
  await request(url).delete(`/runs/${job.id}`).expect(204);
  await request(url).get(`/artifacts/${digest}`).expect(200);
  await request(url).delete(`/artifacts/${digest}`).expect(204);
  const { body: missing } = await request(url).get(`/artifacts/${digest}`).expect(404);
  expect(missing.detail).toContain('it never was here, or it was dropped');
  await request(url).delete(`/artifacts/${digest}`).expect(404);
  await request(url).delete('/artifacts/x').expect(400);
});

test('dropped checkpoints are not found any more, nor gone on from', async () => {
  const api = await freshApi();
  const run = await runningJob(api.store, { checkpoint: { ...train.checkpoint, keepLast: 1 } } as object);
  const digests: string[] = [];
  for (const step of [1, 2]) {
    const { digest } = await api.artifacts.put(weights(step));
    digests.push(digest);
    await api.store.journal.append(run, 1, [
      { type: 'checkpoint', epoch: 0, step, artifact: digest, optimizer: null },
    ]);
  }
  const [first, last] = digests;
  await request(api.url).get(`/artifacts/${first}`).expect(404);
  await request(api.url).get(`/artifacts/${last}`).expect(200);
  const { body: listed } = await request(api.url).get(`/runs/${run}/checkpoints`).expect(200);
  expect(listed.items).toMatchObject([{ step: 2, artifact: last }]);
  const images = [Buffer.alloc(784).toString('base64')];
  for (const [route, body] of [
    ['fork', {}],
    ['predict', { images }],
  ] as const) {
    const { body: refused } = await request(api.url)
      .post(`/runs/${run}/${route}`)
      .send({ ...body, checkpoint: first })
      .expect(422);
    expect(refused.errors[0]).toMatchObject({
      path: '/checkpoint',
      message: expect.stringContaining('was dropped since'),
    });
  }
});
const train = { checkpoint: { everyEpochs: 1, everyBatches: null, everySeconds: null } };

test('jobs above the limit of the queue are to come again later', async () => {
  const store = await freshStore({ limits: { maxQueue: 2 } });
  const api = await freshApi({ store });
  const { run } = await checkpointed(api);
  for (let i = 0; i < 2; i++) await request(api.url).post('/jobs').send(minimal).expect(202);
  const full = await request(api.url).post('/jobs').set('idempotency-key', 'k').send(minimal).expect(429);
  expect(Number(full.headers['retry-after'])).toBeGreaterThan(0);
  expect(full.body.detail).toContain('2 jobs wait already');
  await request(api.url).post(`/runs/${run}/fork`).send({}).expect(429);
  await store.jobs.claim('tester', ['wasm']);
  await request(api.url).post('/jobs').set('idempotency-key', 'k').send(minimal).expect(202);
  // What was taken is told, also when the queue is full again.
  await request(api.url).post('/jobs').set('idempotency-key', 'k').send(minimal).expect(202);
});

test('above the disk quota neither weights nor jobs are taken', async () => {
  const artifacts = await freshArtifacts();
  const diskQuota = weights().length + 10;
  const store = await freshStore({ files: artifacts, limits: { diskQuota } });
  const { url } = await freshApi({ artifacts, store });
  const { body: first } = await upload(url, weights(1)).expect(201);
  const { body } = await upload(url, weights(2)).expect(507);
  expect(body).toMatchObject({
    title: 'Insufficient Storage',
    detail: expect.stringContaining('DELETE runs'),
  });
  await upload(url, weights(1)).expect(201);
  await request(url).post('/jobs').send(minimal).expect(202);
  await upload(url, encodeSafetensors({ a: { shape: [], data: [1] } })).expect(507);
  await request(url).delete(`/artifacts/${first.digest}`).expect(204);
  await upload(url, weights(2)).expect(201);
});

test('a full disk is told as such, and leaves nothing behind', async () => {
  const { url } = await freshApi();
  const handle = await open(join(await freshFolder(), 'any'), 'w');
  const write = vi.spyOn(Object.getPrototypeOf(handle), 'writeFile');
  await handle.close();
  write.mockRejectedValueOnce(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
  const { body } = await upload(url, weights()).expect(507);
  expect(body.detail).toContain('has no room');
  write.mockRestore();
  const { body: kept } = await upload(url, weights()).expect(201);
  await request(url).get(`/artifacts/${kept.digest}`).expect(200);
});
