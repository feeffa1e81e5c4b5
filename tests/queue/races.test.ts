import { expect, test } from 'vitest';
import { type Outcome, storeQueue, WrongState } from '../../server/queue/index.ts';
import { sharedStore, spec } from '../store/fixture.ts';

const open = sharedStore();
const outcomes: Outcome[] = [
  { kind: 'succeeded' },
  { kind: 'failed', error: 'x' },
  { kind: 'stopped' },
  { kind: 'lost', reason: 'gone' },
];

/** Lets some other work go first, so that the racers meet at different moments. */
async function hesitate(turns: number): Promise<void> {
  for (let i = 0; i < turns; i++) await new Promise(setImmediate);
}

test.each(outcomes)('a cancel and an attempt that ends as $kind: one story, told whole', async (outcome) => {
  const queue = storeQueue(open());
  for (let turns = 0; turns < 12; turns++) {
    const { id } = await queue.enqueue(spec());
    const claim = await queue.claim('w', ['wasm']);
    expect(claim?.id).toBe(id);
    const [cancelled, settled] = await Promise.allSettled([
      hesitate(turns % 4).then(() => queue.cancel(id)),
      hesitate(Math.floor(turns / 4)).then(() => queue.settle(id, claim!.attempt, outcome)),
    ]);
    expect(settled).toMatchObject({ status: 'fulfilled', value: { id } });
    if (cancelled.status === 'rejected') expect(cancelled.reason).toBeInstanceOf(WrongState);
    // Each change goes on from where the one before it went to: nobody wrote over anybody.
    const events = await open().journal.read(id, 0, 100);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
    const states = events.filter((event) => event.type === 'state');
    for (let i = 1; i < states.length; i++) expect(states[i]!.from).toBe(states[i - 1]!.to);
    const ends = events.filter((event) => event.type === 'end');
    expect(ends).toHaveLength(1);
    const job = (await open().jobs.get(id))!;
    expect(states.at(-1)!.to).toBe(job.state);
    expect(ends[0]!.state).toBe(job.state);
  }
});

test('a cancel and a claim: the job is cancelled or its worker told', async () => {
  const queue = storeQueue(open());
  for (let turns = 0; turns < 12; turns++) {
    const { id } = await queue.enqueue(spec());
    const [job, claim] = await Promise.all([
      hesitate(turns % 4).then(() => queue.cancel(id)),
      hesitate(Math.floor(turns / 4)).then(() => queue.claim('w', ['wasm'])),
    ]);
    expect(job?.state).toBe(claim ? 'cancelling' : 'cancelled');
    if (claim) await queue.settle(id, claim.attempt, { kind: 'stopped' });
  }
});

test('many cancels at once agree', async () => {
  const queue = storeQueue(open());
  const { id } = await queue.enqueue(spec());
  await queue.claim('w', ['wasm']);
  const jobs = await Promise.all(Array.from({ length: 10 }, () => queue.cancel(id)));
  expect(new Set(jobs.map((job) => job?.state))).toEqual(new Set(['cancelling']));
  expect((await open().journal.read(id, 0, 100)).filter((event) => event.type === 'state')).toHaveLength(3);
});
