import { stripVTControlCharacters as plain } from 'node:util';
import { describe, expect, it } from 'vitest';
import { epochHeader, epochLine } from '../../cli/render/epochs.ts';
import { histogram } from '../../cli/render/histogram.ts';
import { layerLines } from '../../cli/render/layers.ts';
import { newsOf } from '../../cli/render/news.ts';
import { duration, fixed, percent } from '../../cli/render/numbers.ts';
import { progressText } from '../../cli/render/progress.ts';
import { summaryLines } from '../../cli/render/summary.ts';
import { unstarted } from '../../cli/training.ts';
import type { RunEvent } from '../../shared/events.ts';
import type { Run } from '../../shared/resources.ts';

const placed = { run: 'r', seq: 1, time: '2025-01-31T12:00:00.000Z' };

describe('numbers', () => {
  it('have a mark for what is not there', () => {
    expect([fixed(null, 2), percent(null), duration(null)]).toEqual(['-', '-', '-']);
  });

  it.each([
    [0, '0.0 s'],
    [9.94, '9.9 s'],
    [9.97, '10 s'],
    [59.6, '1:00 min'],
    [185, '3:05 min'],
    [3720, '1:02 h'],
  ])('say %d seconds as %s', (seconds, text) => expect(duration(seconds)).toBe(text));
});

describe('the epochs table', () => {
  const score = { loss: 0.51234, accuracy: 0.8123, seconds: 8.25 };

  it('stands under its titles', () => {
    const row = epochLine({ epoch: 0, train: score, valid: { ...score, loss: 12.3456, seconds: 1 } });
    expect([epochHeader(), row]).toEqual([
      'epoch  train loss  train accuracy  valid loss  valid accuracy  seconds',
      '    0      0.5123          0.8123     12.3456          0.8123      9.3',
    ]);
  });

  it('shows what is not there as such', () => {
    expect(epochLine({ epoch: 1, train: { ...score, loss: null }, valid: null })).toBe(
      '    1           -          0.8123           -               -      8.3',
    );
  });
});

describe('a histogram', () => {
  it('is logarithmic: a bin a thousand times rarer is still seen', () => {
    expect(histogram([1_000_000, 1000, 1, 0])).toBe('█▅▁ ');
  });

  it.each([[[]], [[0, 0]]])('of nothing is empty: %j', (counts) => {
    expect(histogram(counts).trim()).toBe('');
  });
});

describe('the layers', () => {
  it('stand in columns', () => {
    const layers = [
      { name: '0.2', mean: 0.1234, std: 1, dead: 0.0512, hist: [8, 1, 0] },
      { name: '10.2', mean: -0.1, std: null, dead: 1, hist: [0, 0, 8] },
    ];
    expect(layerLines(layers, 10)).toEqual([
      'layer     mean     std     dead  |activation| from 0 to 10, log scale',
      '0.2      0.123   1.000    5.1 %  █▃',
      '10.2    -0.100       -  100.0 %    █',
    ]);
  });

  it('are no table when none was watched', () => expect(layerLines([], 10)).toEqual([]));
});

describe('the progress', () => {
  it('says what is known', () => {
    expect(progressText(unstarted(3))).toBe('epoch 0  loss -  accuracy -');
    const training = {
      ...unstarted(3),
      epoch: 1,
      steps: { train: 59, valid: 5 },
      done: { train: 64, valid: 5 },
      loss: 0.4567,
      accuracy: 0.8345,
      pace: { first: { time: 0, done: 0 }, recent: [5, 10].map((s) => ({ time: s * 1000, done: s * 7 })) },
    };
    expect(progressText(training)).toBe('epoch 1  loss 0.457  accuracy 0.835  7.0 batches/s  17 s left');
  });
});

describe('news', () => {
  const row = { epoch: 0, train: null, valid: { loss: 1, accuracy: 0.5, seconds: 1 } };
  const told = (event: RunEvent, rows = [row]) => newsOf(event, { ...unstarted(3), rows }).map(plain);
  const epoch = {
    ...placed,
    type: 'epoch',
    epoch: 0,
    split: 'valid',
    loss: 1,
    accuracy: 0.5,
    seconds: 1,
  } as const;

  it('are log lines with their level', () => {
    expect(told({ ...placed, type: 'log', level: 'info', message: 'fetched 10 MB' })).toEqual([
      'fetched 10 MB',
    ]);
    expect(told({ ...placed, type: 'log', level: 'warn', message: 'slow' })).toEqual(['warning: slow']);
    expect(told({ ...placed, type: 'log', level: 'error', message: 'gone' })).toEqual(['error: gone']);
  });

  it('are changes of state, with the reason', () => {
    const state = { ...placed, type: 'state', from: 'queued', to: 'running' } as const;
    expect(told({ ...state, attempt: 1 })).toEqual(['running']);
    expect(told({ ...state, attempt: 2, reason: 'lease lost' })).toEqual(['running, attempt 2: lease lost']);
  });

  it('are epochs, once they are validated, the first under the titles', () => {
    expect(told({ ...epoch, split: 'train' })).toEqual([]);
    expect(told(epoch)).toEqual([epochHeader(), epochLine(row)]);
    expect(told(epoch, [{ ...row, epoch: 1 }, row])).toEqual([epochLine(row)]);
  });

  it('are rewinds', () => {
    expect(told({ ...placed, type: 'rewind', step: 7, valid: 0, reason: 'the trainer was lost' })).toEqual([
      'back to batch 7: the trainer was lost',
    ]);
  });
});

describe('the summary', () => {
  const device = {
    name: 'wasm',
    available: true,
    reason: null,
    version: '4.22.0',
    threads: 2,
    simd: true,
    gpu: null,
  };
  const run = {
    id: 'abc',
    state: 'succeeded',
    error: null,
    seconds: 31.4,
    best: { epoch: 2, loss: 0.3, accuracy: 0.87654 },
    facts: { device },
  } as unknown as Run;
  const summary = { run, points: { train: 177, valid: 15 }, course: 0.876, dataDir: 'data/demo' };

  it('tells what was trained and how to find it again', () => {
    expect(summaryLines(summary)).toEqual([
      'run       abc',
      'state     succeeded',
      'best      accuracy 0.8765 in epoch 2 (the course: 0.876)',
      'device    wasm 4.22.0, 2 threads, SIMD, no GPU',
      'duration  31 s',
      'recorded  metrics of 177 training and 15 validation batches',
      'data      data/demo',
      'again     LEARND_DATA=data/demo npm start',
      '          curl http://127.0.0.1:7070/runs/abc',
      "          curl 'http://127.0.0.1:7070/runs/abc/metrics?points=100'",
    ]);
  });

  it('gives a failure its reason, and a path with spaces its quotes', () => {
    const failed = { ...run, state: 'failed', error: 'loss is NaN', best: null, facts: null } as Run;
    const lines = summaryLines({ ...summary, run: failed, course: null, dataDir: "it's here" });
    expect(lines.slice(1, 4)).toEqual([
      'state     failed: loss is NaN',
      'best      no epoch was finished',
      'device    none',
    ]);
    expect(lines[7]).toBe("again     LEARND_DATA='it'\\''s here' npm start");
  });
});
