import { expect, test } from 'vitest';
import type { Database } from '../../server/store/database.ts';
import { Feed } from '../../server/store/feed.ts';
import { Writer } from '../../server/store/writer.ts';

/** A database whose first transactions take the longest to commit, were it to get several at once. */
function slowDatabase(): Database {
  let delay = 30;
  const transaction = async (work: (tables: unknown) => Promise<unknown>) => {
    const result = await work({});
    delay -= 10;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, delay)));
    return result;
  };
  return { $transaction: transaction } as unknown as Database;
}

test('what is written is published in the order in which it was asked for, and nothing of what failed', async () => {
  const feed = new Feed(() => {});
  const heard: string[] = [];
  feed.subscribe((run) => heard.push(run));
  const writer = new Writer(slowDatabase(), feed);
  const write = (run: string, fails = false) =>
    writer.write(async (_, publish) => {
      publish(run, []);
      if (fails) throw new Error(run);
    });
  const writes = Promise.allSettled([write('one'), write('two', true), write('three'), write('four')]);
  await writer.drain();
  expect(heard).toEqual(['one', 'three', 'four']);
  expect((await writes).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
  ]);
});
