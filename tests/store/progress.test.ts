import { describe, expect, test } from 'vitest';
import { advance, etaOf, progressOf, type Reached } from '../../server/store/progress.ts';
import { bestOf } from '../../server/store/scores.ts';
import { batches, epochEnd, facts, freshStore, rewind, runningJob } from './fixture.ts';

const start: Reached = { step: 0, valid: 0, paceStep: 0, paceFrom: null, paceTo: null };
const at = (seconds: number) => new Date(1000 * seconds);
const known = (reached: Reached) => ({ ...reached, steps: 100, epochs: 0 });

describe('pace', () => {
  test('is known from the second flush on', () => {
    const once = advance(start, batches(0, Array(10).fill(1)), at(50));
    expect(once).toMatchObject({ step: 10 });
    expect(etaOf(known(once))).toBeNull();
    const twice = advance(once, batches(10, Array(10).fill(1)), at(55));
    expect(etaOf(known(twice))).toBe(80 * 0.5);
    expect(etaOf({ ...known(twice), steps: null })).toBeNull();
    expect(etaOf({ ...known(twice), steps: 20 })).toBe(0);
  });

  test('is that of this attempt, and begins anew after a rewind', () => {
    const running = [batches(0, [1]), batches(1, [1])].reduce(
      (so, entry, i) => advance(so, entry, at(i)),
      start,
    );
    expect(etaOf(known(running))).not.toBeNull();
    const rewound = advance(running, { type: 'rewind', step: 1, valid: 0, reason: '' }, at(9));
    expect(rewound).toEqual({ step: 1, valid: 0, paceStep: 1, paceFrom: null, paceTo: null });
    const claimed = advance(running, { type: 'state', from: 'queued', to: 'running', attempt: 2 }, at(9));
    expect(etaOf(known(claimed))).toBeNull();
    expect(claimed.step).toBe(2);
  });

  test('does not come from validation', () => {
    expect(advance(start, batches(0, [1, 2], { split: 'valid' }), at(1))).toEqual({ ...start, valid: 2 });
  });

  test('progress is unknown until the steps are', () => {
    expect(progressOf({ ...start, steps: null, epochs: 0 }, 3)).toBeNull();
    expect(progressOf({ ...start, step: 5, steps: 12, epochs: 1 }, 3)).toEqual({
      epoch: 1,
      epochs: 3,
      step: 5,
      steps: 12,
    });
  });
});

test('the best epoch is the first with the highest accuracy', () => {
  const row = (epoch: number, accuracy: number | null) => ({
    epoch,
    train: null,
    valid: { loss: epoch, accuracy, seconds: 1 },
  });
  expect(bestOf([row(0, 0.5), row(1, 0.8), row(2, 0.8), row(3, null)])).toEqual({
    epoch: 1,
    loss: 1,
    accuracy: 0.8,
  });
  expect(bestOf([row(0, null), { epoch: 1, train: null, valid: null }])).toBeNull();
});

test('a job shows progress and eta while it runs, a run its epochs and scores', async () => {
  const store = await freshStore();
  const id = await runningJob(store, { tags: ['b', 'a'], name: 'n', epochs: 2, seed: 7 });
  expect(await store.jobs.get(id)).toMatchObject({ progress: null, eta: null });
  await store.runs.setFacts(id, 1, facts(4));
  await store.journal.append(id, 1, [batches(0, [1])]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await store.journal.append(id, 1, [batches(1, [1, 1, 1]), epochEnd(0, 'train', 0.5)]);
  await store.journal.append(id, 1, [epochEnd(0, 'valid', Number.NaN, 0.75)]);
  const job = await store.jobs.get(id);
  expect(job?.progress).toEqual({ epoch: 1, epochs: 2, step: 4, steps: 8 });
  expect(job?.eta).toBeGreaterThan(0.02);
  expect(job?.eta).toBeLessThan(5);
  expect(await store.runs.get(id)).toMatchObject({
    name: 'n',
    tags: ['b', 'a'],
    state: 'running',
    dataset: 'fashion-mnist',
    device: 'wasm',
    seed: 7,
    loss: null,
    accuracy: 0.75,
    epochs: { done: 1, asked: 2 },
    lastSeq: 6,
    facts: facts(4),
    best: { epoch: 0, loss: null, accuracy: 0.75 },
    table: [
      {
        epoch: 0,
        train: { loss: 0.5, accuracy: 0.05, seconds: 1.5 },
        valid: { loss: null, accuracy: 0.75, seconds: 1.5 },
      },
    ],
  });
  await store.journal.append(id, 1, [rewind(0)]);
  expect(await store.runs.get(id)).toMatchObject({ table: [], best: null, accuracy: null });
  await store.jobs.change(id, { from: ['running'], to: 'succeeded' });
  expect(await store.jobs.get(id)).toMatchObject({ state: 'succeeded', eta: null });
  const { seconds } = (await store.runs.get(id))!;
  expect(seconds).toBeGreaterThan(0.02);
  expect((await store.runs.get(id))?.seconds).toBe(seconds);
  expect(await store.runs.get('nobody')).toBeNull();
});
