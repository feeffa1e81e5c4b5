import request from 'supertest';
import { expect, test } from 'vitest';
import { encodeSafetensors } from '../../shared/safetensors/index.ts';
import { checkpointed, freshApi, minimal, optimizerState } from './fixture.ts';

test('an optimizer that does not go on with what is kept is refused at once', async () => {
  const api = await freshApi();
  const { run, last } = await checkpointed(api);
  const fork = (overrides: object) =>
    request(api.url).post(`/runs/${run}/fork`).send({ optimizerState: true, overrides });
  await fork({ optimizer: { lr: 0.5 } }).expect(202);
  await fork({ optimizer: { kind: 'momentum' } }).expect(202);
  const { body } = await fork({ optimizer: { kind: 'adam' } }).expect(422);
  expect(body.errors).toMatchObject([
    { path: '/optimizerState', message: expect.stringContaining('adam wants exp_avg, exp_avg_sq') },
  ]);
  const begin = (optimizer: string) =>
    request(api.url)
      .post('/jobs')
      .send({ ...minimal, init: { kind: 'weights', artifact: last, optimizer } });
  const { body: weightsAsState } = await begin(last).expect(422);
  expect(weightsAsState.errors).toMatchObject([
    { path: '/init/optimizer', message: expect.stringContaining('no state of an optimizer') },
  ]);
  const small = await api.artifacts.put(
    encodeSafetensors({ '0.momentum_buffer': { shape: [2], data: [1, 2] } }, { step: '1' }),
  );
  const { body: misfit } = await begin(small.digest).expect(422);
  expect(misfit.errors[0].message).toContain('0.momentum_buffer has 2 values, the model wants 72');
  const other = await api.artifacts.put(optimizerState('exp_avg'));
  await begin(other.digest).expect(422);
});

test('weights that are not finite predict nothing, and it is said why', async () => {
  const api = await freshApi({
    predict: async ({ images, classes }) => images.map(() => Array(classes).fill(Number.NaN)),
  });
  const { run } = await checkpointed(api);
  const images = [Buffer.alloc(784).toString('base64')];
  const { body } = await request(api.url).post(`/runs/${run}/predict`).send({ images }).expect(422);
  expect(body.errors).toMatchObject([
    { path: '/checkpoint', message: expect.stringContaining('not finite') },
  ]);
});

test('what cannot be is refused with what to do', async () => {
  const { url } = await freshApi();
  const refused = async (change: object, status: number) =>
    (
      await request(url)
        .post('/jobs')
        .send({ ...minimal, ...change })
        .expect(status)
    ).body.errors;
  expect(await refused({ init: { kind: 'lsuv', samples: 60_001 } }, 422)).toMatchObject([
    { path: '/init/samples', message: expect.stringContaining('only 60000') },
  ]);
  const limited = { name: 'fashion-mnist', trainLimit: 100 };
  expect(await refused({ dataset: limited, init: { kind: 'lsuv', samples: 101 } }, 422)).toMatchObject([
    { path: '/init/samples' },
  ]);
  expect(await refused({ augment: [{ kind: 'random-crop', padding: 28 }] }, 422)).toMatchObject([
    { path: '/augment/0/padding' },
  ]);
  let layer: object = { kind: 'flatten' };
  for (let i = 0; i < 4; i++) layer = { kind: 'sequential', layers: [layer] };
  expect(await refused({ model: { kind: 'sequential', layers: [layer] } }, 400)).toMatchObject([
    {
      path: '/model/layers/0/layers/0/layers/0/layers/0/kind',
      message: expect.stringContaining('at most 3 deep'),
    },
  ]);
  const { body: job } = await request(url).post('/jobs').send(minimal).expect(202);
  const { body: bare } = await request(url).post(`/runs/${job.id}/fork`).expect(400);
  expect(bare.errors[0].message).toContain('{} takes every default');
  const { body: early } = await request(url).get(`/runs/${job.id}/model.safetensors`).expect(409);
  expect(early.detail).toContain('it keeps one after its first epoch. Wait for that');
});
