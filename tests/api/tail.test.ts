import { expect, test } from 'vitest';
import type { Frame } from '../../server/api/live/frame.ts';
import { RunTails } from '../../server/api/live/run-tails.ts';
import { Tail } from '../../server/api/live/tail.ts';
import { freshStore, runningJob } from '../store/fixture.ts';

const frame = (seq: number, bytes = 10): Frame => ({
  run: 'r',
  seq,
  isEnd: false,
  data: Buffer.alloc(bytes),
});
const after = (tail: Tail, cursor: number) => tail.after(cursor)?.map(({ seq }) => seq);

test('a tail gives what it has without holes, and sends to the journal for the rest', () => {
  const tail = new Tail(50);
  tail.startAt(frame(3));
  expect([after(tail, 3), after(tail, 2)]).toEqual([[], undefined]);
  tail.append([frame(4), frame(5)]);
  expect([after(tail, 2), after(tail, 3), after(tail, 4), after(tail, 9)]).toEqual([
    undefined,
    [4, 5],
    [5],
    [],
  ]);
  tail.append([6, 7, 8, 9].map((seq) => frame(seq)));
  expect([after(tail, 3), after(tail, 4)]).toEqual([undefined, [5, 6, 7, 8, 9]]);
  tail.append([frame(10, 1000)]);
  expect([after(tail, 8), after(tail, 9)]).toEqual([undefined, [10]]);
  tail.append([frame(12)]);
  expect([after(tail, 9), after(tail, 10), after(tail, 11)]).toEqual([undefined, undefined, [12]]);
});

test('what is read late does not turn the head back', () => {
  const tail = new Tail();
  tail.append([{ ...frame(5), isEnd: true }]);
  tail.startAt(frame(4));
  expect(tail).toMatchObject({ head: 5, isEnded: true });
});

test('only runs that somebody listens to are in memory', async () => {
  const store = await freshStore();
  const run = await runningJob(store);
  const tails = new RunTails(store.journal);
  const [one, two] = [tails.watch(run, () => {}), tails.watch(run, () => {})];
  expect(one.tail).toBe(two.tail);
  one.leave();
  expect(tails.size).toBe(1);
  two.leave();
  expect(tails.size).toBe(0);
});
