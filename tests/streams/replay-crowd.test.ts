import { fork } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { quantile } from '../../bench/median.ts';
import { freshApi, listen } from '../api/fixture.ts';
import { batches, runningJob } from '../store/fixture.ts';
import { log } from './script.ts';

const EVENTS = 10_000;
const READERS = 50;

test(`${READERS} replays of ${EVENTS} events at once keep nobody from writing, and read the journal once`, async () => {
  const { store, url, stream } = await freshApi();
  const long = await runningJob(store);
  for (let i = 0; i < EVENTS / 500; i++) {
    await store.journal.append(
      long,
      1,
      Array.from({ length: 500 }, () => log(1000)),
    );
  }
  await store.jobs.change(long, { from: ['running'], to: 'succeeded', attempt: 1 });
  const live = await runningJob(store);
  const heard = listen(stream(`/runs/${live}/stream`));
  await vi.waitFor(() => expect(heard.frames).toHaveLength(2));

  const attacker = fork(fileURLToPath(new URL('../../bench/stream-attacker.ts', import.meta.url)), {
    execArgv: ['--import', import.meta.resolve('tsx')],
  });
  onTestFinished(() => attacker.disconnect());
  const read = vi.spyOn(store.journal, 'read');
  attacker.send({
    attack: '50 replays of 10,000 events',
    target: { port: Number(new URL(url).port), live, long },
  });
  await once(attacker, 'message');

  const waits: number[] = [];
  for (let i = 0; i < 60; i++) {
    const from = performance.now();
    await store.journal.append(live, 1, [batches(i, [i])]);
    waits.push(performance.now() - from);
    await vi.waitFor(() => expect(heard.frames).toHaveLength(3 + i), { timeout: 5000 });
    await sleep(50);
  }
  // Every page that is full is read once for all of them, however often they come back.
  const pages = new Map<number, number>();
  for (const [run, after, limit] of read.mock.calls) {
    if (run === long && limit > 1 && after + limit <= EVENTS) pages.set(after, (pages.get(after) ?? 0) + 1);
  }
  expect(pages.size).toBeGreaterThan(20);
  expect(Math.max(...pages.values())).toBe(1);
  expect(quantile(waits, 0.9)).toBeLessThan(500);
});
