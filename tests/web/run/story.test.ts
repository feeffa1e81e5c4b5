import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../shared/events.ts';
import type { Run, Verdict } from '../../../shared/resources.ts';
import { Story } from '../../../web/run/story.ts';
import { activations, eventsFrom, train, valid } from './events.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;

/** Only what a story begins with. */
const run = (more: Partial<Run> = {}): Run =>
  ({
    lastSeq: 0,
    state: 'queued',
    spec: { hooks: { bins: 2, max: 10, every: 1 } },
    table: [],
    facts: null,
    verdicts: [],
    checkpoint: null,
    lrFind: null,
    ...more,
  }) as Run;

function storyOf(events: readonly RunEvent[], begun = run()): Story {
  const story = new Story();
  story.begin(begun);
  for (const event of events) story.apply(event);
  return story;
}

const said = (step: number, layer: string | null = '0.1'): Omit<Verdict, never> => ({
  layer,
  kind: 'dead',
  since: step - 1,
  step,
  epoch: 0,
  message: 'm',
  advice: null,
});

describe('a story', () => {
  test('grows columns of batches by split, and of layers', () => {
    const story = storyOf(
      eventsFrom(1, [
        { type: 'state', from: 'queued', to: 'running', attempt: 1 },
        train(0, [3, null]),
        activations(0, 2),
        train(2, [1]),
        valid(0, [0.25]),
      ]),
    );
    expect(story.seq).toBe(5);
    expect(story.state).toBe('running');
    expect([...story.train.step.values]).toEqual([0, 1, 2]);
    expect([...story.train.loss.values]).toEqual([3, Number.NaN, 1]);
    expect([...story.train.momentum.values]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect([...story.valid.accuracy.values]).toEqual([0.25]);
    const layer = story.layers.get('0.1')!;
    expect([...layer.mean.values]).toEqual([0, 1]);
    expect([...layer.hist.row(1)]).toEqual([1, 1]);
  });

  test('applies a rewind as docs/protocol.md says', () => {
    const epoch = (n: number, split: 'train' | 'valid') =>
      ({ type: 'epoch', epoch: n, split, loss: 1, accuracy: 0, seconds: 1 }) as const;
    const checkpoint = (step: number) =>
      ({ type: 'checkpoint', epoch: 0, step, artifact: DIGEST, optimizer: null }) as const;
    const story = storyOf(
      eventsFrom(1, [
        train(0, [1, 1]),
        epoch(0, 'train'),
        valid(0, [1]),
        epoch(0, 'valid'),
        checkpoint(2),
        train(2, [2, 2], 1),
        activations(0, 4),
        { type: 'verdict', ...said(2) },
        { type: 'verdict', ...said(3, null) },
        epoch(1, 'train'),
        valid(1, [2], 1),
        epoch(1, 'valid'),
        checkpoint(4),
        { type: 'rewind', step: 2, valid: 1, reason: 'the trainer was lost' },
      ]),
    );
    expect([...story.train.step.values]).toEqual([0, 1]);
    expect([...story.valid.step.values]).toEqual([0]);
    expect([...story.layers.get('0.1')!.step.values]).toEqual([0, 1]);
    expect(story.epochs.rows.map((row) => row.epoch)).toEqual([0]);
    expect(story.epochs.rows[0]!.valid).not.toBeNull();
    expect(story.checkpoints.map(({ step }) => step)).toEqual([2]);
    expect(story.verdicts.map(({ step }) => step)).toEqual([2]);
    expect(story.logs.at(-1)!.message).toBe('Back to batch 2: the trainer was lost');
  });

  test('keeps the half of an epoch that a rewind leaves', () => {
    const epoch = (split: 'train' | 'valid') =>
      ({ type: 'epoch', epoch: 0, split, loss: 1, accuracy: 0, seconds: 1 }) as const;
    const { epochs } = storyOf(
      eventsFrom(1, [
        train(0, [1, 1]),
        epoch('train'),
        valid(0, [1]),
        epoch('valid'),
        { type: 'rewind', step: 2, valid: 0, reason: '' },
      ]),
    );
    expect(epochs.rows).toEqual([{ epoch: 0, train: { loss: 1, accuracy: 0, seconds: 1 }, valid: null }]);
  });

  test('knows when epochs ended that it was told of as a table', () => {
    const score = { loss: 1, accuracy: 0, seconds: 1 };
    const table = [0, 1].map((epoch) => ({ epoch, train: score, valid: score }));
    const facts = { layers: [], steps: { train: 10, valid: 2 } } as unknown as Run['facts'];
    const begun = run({ lastSeq: 7, table, facts });
    const { epochs } = storyOf(eventsFrom(8, [{ type: 'rewind', step: 15, valid: 3, reason: '' }]), begun);
    expect(epochs.rows.map(({ epoch }) => epoch)).toEqual([0]);
  });

  test('is the same when the columns knew of events that come again', () => {
    const drafts = [train(0, [5, 4]), activations(0, 2), train(2, [3, 2]), activations(2, 2), train(4, [1])];
    const whole = storyOf(eventsFrom(1, drafts));
    const story = new Story();
    story.begin(run({ lastSeq: 2 }));
    // Asked for after the run was, so that they know of more.
    story.loadMetrics({
      split: 'train',
      step: Float64Array.of(0, 1, 2, 3),
      epoch: new Float64Array(4),
      columns: {
        loss: Float64Array.of(5, 4, 3, 2),
        accuracy: new Float64Array(4).fill(0.5),
        lr: new Float64Array(4).fill(0.1),
      },
    });
    const column = Float64Array.of(0, 1, 2, 3);
    const hist = Uint32Array.of(0, 1, 1, 1, 2, 1, 3, 1);
    story.loadActivations({
      bins: 2,
      max: 10,
      layers: { '0.1': { step: column, mean: column, std: column, dead: column, hist } },
    });
    for (const event of eventsFrom(3, drafts.slice(2))) story.apply(event);
    for (const name of ['step', 'loss', 'accuracy', 'lr'] as const) {
      expect([...story.train[name].values]).toEqual([...whole.train[name].values]);
    }
    const [mine, other] = [story, whole].map(({ layers }) => layers.get('0.1')!);
    expect([...mine!.mean.values]).toEqual([...other!.mean.values]);
    expect([...mine!.hist.row(3)]).toEqual([3, 1]);
  });

  test('tells those who draw when rows changed that were there, and only then', () => {
    const story = storyOf(eventsFrom(1, [activations(0, 3)]));
    const layer = story.layers.get('0.1')!;
    const before = layer.generation;
    story.apply(eventsFrom(2, [activations(3, 2)])[0]!);
    expect(layer.generation).toBe(before);
    story.apply(eventsFrom(3, [{ type: 'rewind', step: 1, valid: 0, reason: '' }])[0]!);
    expect(layer.generation).toBeGreaterThan(before);
  });

  test('keeps each verdict and each log once', () => {
    const log = { type: 'log', level: 'info', message: 'hello' } as const;
    const events = eventsFrom(1, [log, { type: 'verdict', ...said(3) }, { type: 'verdict', ...said(5) }]);
    const story = storyOf(events);
    story.loadLogs(events);
    expect(story.logs).toHaveLength(1);
    expect(story.verdicts.map(({ step }) => step)).toEqual([5]);
  });
});
