import { createHash } from 'node:crypto';
import request from 'supertest';
import { expect, test } from 'vitest';
import { type Prediction, PredictionFailed } from '../../shared/trainer.ts';
import { checkpointed, dataset, freshApi, minimal, weights } from './fixture.ts';

const sha256 = (bytes: Uint8Array) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

test.each(['application/octet-stream', 'application/x-safetensors'])(
  'weights sent as %s come back byte by byte, under their hash',
  async (type) => {
    const { url } = await freshApi();
    const file = Buffer.from(weights());
    for (let twice = 0; twice < 2; twice++) {
      const { body } = await request(url).post('/artifacts').type(type).send(file).expect(201);
      expect(body).toEqual({ digest: sha256(file), size: file.length });
    }
    const got = await request(url)
      .get(`/artifacts/${sha256(file)}`)
      .expect(200);
    expect(got.body).toEqual(file);
    expect(got.headers).toMatchObject({
      'content-length': String(file.length),
      'cache-control': expect.stringContaining('immutable'),
      etag: `"${sha256(file)}"`,
    });
    const again = request(url).get(`/artifacts/${sha256(file)}`);
    const { headers } = await again.set('if-none-match', got.headers.etag!).expect(304);
    expect(headers['content-length']).toBeUndefined();
  },
);

test("a run's model is its last checkpoint, and all are listed", async () => {
  const api = await freshApi();
  const { run, first, last, optimizer } = await checkpointed(api);
  const got = await request(api.url).get(`/runs/${run}/model.safetensors`).expect(200);
  expect(sha256(got.body)).toBe(last);
  expect(got.headers['content-disposition']).toBe(`attachment; filename="${run}-step-8.safetensors"`);
  // It changes while the run trains.
  expect(got.headers['cache-control']).toBe('no-cache');
  const { body } = await request(api.url).get(`/runs/${run}/checkpoints`).expect(200);
  expect(body).toMatchObject({
    items: [
      { epoch: 0, step: 4, artifact: first, optimizer: null },
      { epoch: 1, step: 8, artifact: last, optimizer },
    ],
    next: null,
  });
  await api.store.journal.append(run, 1, [{ type: 'rewind', step: 4, valid: 0, reason: 'tested' }]);
  const back = await request(api.url).get(`/runs/${run}/model.safetensors`).expect(200);
  expect(sha256(back.body)).toBe(first);
});

test('a job may begin with weights that were sent', async () => {
  const { url } = await freshApi();
  const { body: artifact } = await request(url)
    .post('/artifacts')
    .type('application/octet-stream')
    .send(Buffer.from(weights()));
  const init = { kind: 'weights', artifact: artifact.digest };
  const { body: job } = await request(url)
    .post('/jobs')
    .send({ ...minimal, init })
    .expect(202);
  expect(job.spec.init).toMatchObject(init);
});

test('a fork goes on from the last weights, with the numbers that its images were normalized by', async () => {
  const api = await freshApi();
  const { run, last } = await checkpointed(api);
  const { body, headers } = await request(api.url).post(`/runs/${run}/fork`).send({}).expect(202);
  const { spec: before } = (await api.store.runs.get(run))!;
  expect(headers.location).toBe(`/jobs/${body.id}`);
  expect(body.id).not.toBe(run);
  expect(body.spec).toEqual({
    ...before,
    init: { kind: 'weights', artifact: last, optimizer: null },
    dataset: { ...before.dataset, normalize: { mean: 0.25, std: 0.5 } },
  });
});

test('overrides change what they name: by key, by kind, by null, by list', async () => {
  const api = await freshApi();
  const { run, first, last, optimizer } = await checkpointed(api);
  const fork = async (sent: object) =>
    (await request(api.url).post(`/runs/${run}/fork`).send(sent).expect(202)).body.spec;
  const changed = await fork({
    optimizerState: true,
    overrides: {
      name: null,
      tags: ['b'],
      epochs: 7,
      dataset: { trainLimit: 100, normalize: 'none' },
      model: { activation: { kind: 'general-relu', leak: 0.2 } },
    },
  });
  expect(changed).toMatchObject({
    name: null,
    tags: ['b'],
    epochs: 7,
    dataset: { name: 'fashion-mnist', trainLimit: 100, validLimit: null, normalize: 'none' },
    model: { filters: [8, 16, 32, 64], activation: { kind: 'general-relu', leak: 0.2, sub: 0.4 } },
    init: { artifact: last, optimizer },
  });
  expect(await fork({ checkpoint: first, overrides: { optimizer: { lr: 0.5 } } })).toMatchObject({
    init: { artifact: first },
    optimizer: { kind: 'sgd', lr: 0.5 },
  });
  const adamw = await fork({ overrides: { optimizer: { kind: 'adamw' } } });
  expect(adamw.optimizer.kind).toBe('adamw');
  // The old one's own; under the new kind it would be an unknown key.
  expect(adamw.optimizer).not.toHaveProperty('momentum');
  const search = await fork({ overrides: { kind: 'lr-find', gamma: 1.5 } });
  expect(search).toMatchObject({ kind: 'lr-find', gamma: 1.5, maxMult: 3, init: { artifact: last } });
  expect(search).not.toHaveProperty('epochs');
});

test('a fork with an init of its own needs no checkpoint', async () => {
  const { url } = await freshApi();
  const { body: job } = await request(url).post('/jobs').send(minimal).expect(202);
  const overrides = { init: { kind: 'kaiming' } };
  const { body } = await request(url).post(`/runs/${job.id}/fork`).send({ overrides }).expect(202);
  expect(body.spec.init).toEqual({ kind: 'kaiming', distribution: 'normal' });
});

test('a prediction hands over all that the model is built from, and names the likeliest', async () => {
  const asked: Prediction[] = [];
  const api = await freshApi({
    predict: async (prediction) => {
      asked.push(prediction);
      return prediction.images.map((_, i) =>
        Array.from({ length: 10 }, (_, c) => (c === 9 - i ? 0.91 : 0.01)),
      );
    },
  });
  const { run, first, last } = await checkpointed(api);
  const images = [Buffer.alloc(784, 1), Buffer.alloc(784, 2)];
  const sent = { images: images.map((bytes) => bytes.toString('base64')) };
  const { body } = await request(api.url).post(`/runs/${run}/predict`).send(sent).expect(200);
  expect(body).toMatchObject({ classes: dataset.classes, labels: [9, 8] });
  expect(body.probabilities[1]).toHaveLength(10);
  await request(api.url)
    .post(`/runs/${run}/predict`)
    .send({ ...sent, checkpoint: first })
    .expect(200);
  expect(asked.map(({ artifact }) => artifact)).toEqual([last, first]);
  expect(asked[0]).toMatchObject({
    spec: { model: { kind: 'cnn' } },
    normalize: { mean: 0.25, std: 0.5 },
    image: [28, 28, 1],
    classes: 10,
  });
  expect(asked[0]!.images.map((bytes) => Buffer.from(bytes))).toEqual(images);
});

test('256 images of 128 x 128 in colour fit into one request', async () => {
  const large = { ...dataset, image: [128, 128, 3] };
  const api = await freshApi({ datasets: { list: async () => [large], get: async () => large } });
  const { run } = await checkpointed(api);
  const images = Array(256).fill(Buffer.alloc(128 * 128 * 3).toString('base64'));
  const { body } = await request(api.url).post(`/runs/${run}/predict`).send({ images }).expect(200);
  expect(body.labels).toHaveLength(256);
});

test('a trainer that cannot predict is told as 503, with what it said', async () => {
  const api = await freshApi({ predict: () => Promise.reject(new PredictionFailed('out of memory')) });
  const { run } = await checkpointed(api);
  const images = [Buffer.alloc(784).toString('base64')];
  const { body } = await request(api.url).post(`/runs/${run}/predict`).send({ images }).expect(503);
  expect(body.detail).toBe('No prediction: out of memory');
});

test('the end of the server waits for a download, not for the connection that was kept for another', async () => {
  const api = await freshApi();
  const { last: digest } = await checkpointed(api);
  const response = await fetch(`${api.url}/artifacts/${digest}`);
  const before = performance.now();
  const [bytes] = await Promise.all([response.arrayBuffer(), api.app.close()]);
  expect(new Uint8Array(bytes)).toEqual(weights(2));
  expect(performance.now() - before).toBeLessThan(5000);
});
