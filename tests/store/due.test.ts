import { expect, test } from 'vitest';
import { freshStore, spec } from './fixture.ts';

const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

test('a job that is not to begin before a time is not claimed until then', async () => {
  const store = await freshStore();
  const notBefore = inMs(2000);
  const { id } = await store.jobs.create(spec({ notBefore, priority: 1000 }));
  const since = new Date();
  expect(await store.jobs.claim('w', ['wasm'])).toBeNull();
  expect(await store.jobs.nextDue(since)).toEqual(new Date(notBefore));
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, Date.parse(notBefore) - Date.now()) + 10));
  // Who looked before that time is told of it still, or it would be slept over.
  expect(await store.jobs.nextDue(since)).toEqual(new Date(notBefore));
  expect(await store.jobs.nextDue(new Date())).toBeNull();
  expect((await store.jobs.claim('w', ['wasm']))?.id).toBe(id);
});

test('the time may be in the past, and in any zone', async () => {
  const store = await freshStore();
  // An hour ago, told as of a zone two hours ahead: as text it would lie in the future.
  const notBefore = `${inMs(60 * 60 * 1000).slice(0, 19)}+02:00`;
  const { id } = await store.jobs.create(spec({ notBefore }));
  expect((await store.jobs.claim('w', ['wasm']))?.id).toBe(id);
});

test('who waits for a time stands behind all others, whatever its priority', async () => {
  const store = await freshStore();
  const late = await store.jobs.create(spec({ notBefore: inMs(60_000), priority: 1000 }));
  const first = await store.jobs.create(spec());
  const urgent = await store.jobs.create(spec({ priority: 5 }));
  const position = async (id: string) => (await store.jobs.get(id))!.position;
  expect(await Promise.all([urgent, first, late].map(({ id }) => position(id)))).toEqual([1, 2, 3]);
});
