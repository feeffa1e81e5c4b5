import { performance } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { Setbacks } from '../../server/dispatcher/setbacks.ts';
import { ended, openService, smallJob } from '../dispatcher/service.ts';

test('a trainer that cannot be started is tried again, more and more slowly, then its job fails', async () => {
  const service = await openService({ trainer: './no-such-trainer.ts' });
  const { id } = await service.queue.enqueue(smallJob({ maxAttempts: 3 }));
  await ended(service, id);
  expect(await service.store.jobs.get(id)).toMatchObject({
    state: 'failed',
    attempt: 3,
    error: expect.stringContaining('The trainer process ended with code 1'),
  });
  const starts: number[] = [];
  for (const event of await service.store.journal.read(id, 0, 100)) {
    if (event.type === 'state' && event.to !== 'failed') starts.push(Date.parse(event.time));
  }
  // queued, running, queued, running, queued, running: what lies between a loss and the next start is the pause.
  const pauses = [starts[3]! - starts[2]!, starts[5]! - starts[4]!];
  expect(pauses[0]).toBeGreaterThan(450);
  expect(pauses[1]).toBeGreaterThan(950);
}, 60_000);

test('pauses grow, begin anew after a success, and end with the dispatcher', async () => {
  const setbacks = new Setbacks({ first: 20, longest: 50 });
  const waited = async (): Promise<number> => {
    const began = performance.now();
    await setbacks.wait();
    return performance.now() - began;
  };
  expect(await waited()).toBeGreaterThan(18);
  expect(await waited()).toBeGreaterThan(38);
  expect(await waited()).toBeGreaterThan(48);
  setbacks.forget();
  const long = new Setbacks({ first: 60_000, longest: 60_000 });
  const waiting = long.wait();
  long.end();
  await waiting;
}, 10_000);
