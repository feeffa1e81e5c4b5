import { expect, test } from 'vitest';
import { createClient, LearndError } from '../../client/index.ts';
import { checkpointed, freshApi, weights } from '../api/fixture.ts';

test('weights go in and come out byte by byte', async () => {
  const { url } = await freshApi();
  const client = createClient(url);
  const { digest, size } = await client.upload(weights());
  expect(size).toBe(weights().length);
  expect(await client.artifact(digest)).toEqual(weights());
});

test('a run is asked for its weights, gone on from, and made to classify', async () => {
  const api = await freshApi();
  const client = createClient(api.url);
  const { run, first, last } = await checkpointed(api);
  expect(await client.weights(run)).toEqual(weights(2));
  const { items } = await client.checkpoints(run);
  expect(items.map(({ artifact }) => artifact)).toEqual([first, last]);
  const forked = await client.fork(run, { checkpoint: first, overrides: { epochs: 9 } });
  expect(forked.spec).toMatchObject({ epochs: 9, init: { artifact: first } });
  expect((await client.fork(run)).spec).toMatchObject({ init: { artifact: last } });
  const images = [Buffer.alloc(784, 4).toString('base64')];
  expect((await client.predict(run, { images })).labels).toEqual([4]);
});

test('a refusal of bytes, or in place of bytes, is read like any other', async () => {
  const { url } = await freshApi();
  const client = createClient(url);
  const refused = await client.upload(new Uint8Array(3)).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(LearndError);
  expect(refused).toMatchObject({
    status: 400,
    errors: [{ path: '', message: expect.stringContaining('3 bytes') }],
  });
  await expect(client.weights('nobody')).rejects.toThrow(
    'GET /runs/nobody/model.safetensors was refused with 404: There is no run nobody',
  );
});
