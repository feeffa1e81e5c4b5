import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { freshApi, listen } from '../api/fixture.ts';
import { freshStore, spec } from '../store/fixture.ts';

test('after a restart the states of waiting jobs are looked up once, however many readers come', async () => {
  const store = await freshStore();
  for (let i = 0; i < 20; i++) await store.jobs.create(spec());
  const { stream } = await freshApi({ store });
  const { read: stored } = store.journal;
  const read = vi.spyOn(store.journal, 'read').mockImplementation(async (...asked) => {
    // Long enough that all readers wait for the same look.
    await sleep(30);
    return stored(...asked);
  });
  const readers = Array.from({ length: 30 }, () => listen(stream('/stream')));
  for (const { frames } of readers)
    await vi.waitFor(() => expect(frames).toHaveLength(20), { timeout: 20_000 });
  expect(read).toHaveBeenCalledTimes(20);
});
