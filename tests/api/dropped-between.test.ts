import request from 'supertest';
import { expect, test, vi } from 'vitest';
import { TooMuchAsked } from '../../server/store/index.ts';
import type { Prediction } from '../../shared/trainer.ts';
import { runningJob } from '../store/fixture.ts';
import { checkpointed, freshApi, weights } from './fixture.ts';

const images = [Buffer.alloc(28 * 28).toString('base64')];

/** A run whose last checkpoint is dropped, for a newer one, just when its file is looked for. */
async function overtaken(look: 'stream' | 'has') {
  const predict = vi.fn(async (_: Prediction) => [Array.from({ length: 10 }, () => 0.1)]);
  const api = await freshApi({ predict });
  const { run, last } = await checkpointed(api);
  const newer = (await api.artifacts.put(weights(3))).digest;
  let isDropped = false;
  const found = api.artifacts[look].bind(api.artifacts) as (digest: string) => Promise<never>;
  vi.spyOn(api.artifacts, look).mockImplementation(async (digest: string) => {
    if (digest === last && !isDropped) {
      isDropped = true;
      await api.store.journal.append(run, 1, [
        { type: 'checkpoint', epoch: 1, step: 9, artifact: newer, optimizer: null },
      ]);
      await api.artifacts.remove(last, 0);
    }
    return found(digest);
  });
  return { ...api, run, newer, predict };
}

test('a model that is dropped while it is looked for is the next one', async () => {
  const { url, run, newer } = await overtaken('stream');
  const { headers } = await request(url).get(`/runs/${run}/model.safetensors`).expect(200);
  expect(headers.etag).toBe(`"${newer}"`);
  expect(headers['content-disposition']).toContain('step-9');
});

test('weights that are dropped before they classify give way to the next ones', async () => {
  const { url, run, newer, predict } = await overtaken('has');
  await request(url).post(`/runs/${run}/predict`).send({ images }).expect(200);
  expect(predict.mock.calls.map(([{ artifact }]) => artifact)).toEqual([newer]);
});

test('weights that are gone for good are told as such, once', async () => {
  const api = await freshApi();
  const { run, last } = await checkpointed(api);
  await api.artifacts.remove(last, 0);
  const { body } = await request(api.url).post(`/runs/${run}/predict`).send({ images }).expect(503);
  expect(body.detail).toContain(`${last} are not here any more`);
});

test('a series that is too long for one answer is refused, with where to ask for less', async () => {
  const { url, store } = await freshApi();
  vi.spyOn(store.series, 'metrics').mockRejectedValue(new TooMuchAsked('answer', 3e6, 2e6));
  const run = await runningJob(store);
  const { body } = await request(url).get(`/runs/${run}/metrics`).expect(400);
  expect(body.errors).toEqual([{ path: '/points', message: expect.stringContaining('3,000,000 numbers') }]);
});
