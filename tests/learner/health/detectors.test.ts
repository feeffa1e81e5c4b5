import { describe, expect, test } from 'vitest';
import { judge } from '../../../bench/health/recorded.ts';
import type { HealthFacts, LayerFacts, LayerLook } from '../../../server/learner/index.ts';

const RELU: LayerFacts = { name: '0.1', kind: 'ReLU', floor: 0, max: null };
const LEAKY: LayerFacts = { name: '0.1', kind: 'GeneralReLU', floor: null, max: null };
const CAPPED: LayerFacts = { name: '0.1', kind: 'GeneralReLU', floor: null, max: 1 };
const fine: LayerLook = { mean: 0.2, std: 0.6, dead: 0.5, capped: null };

/** Verdicts about one layer, as "kind since..step", when it looks so, batch after batch; the loss falls. */
function said(layer: LayerFacts, seen: readonly Partial<LayerLook>[], every = 1): string[] {
  const facts: HealthFacts = { layers: [layer], classes: 10, every };
  const looks = seen.map((look, step) => ({
    step,
    loss: 2.3 / (1 + step / 10),
    accuracy: 0.6,
    layers: step % every === 0 ? [{ ...fine, ...look }] : null,
  }));
  return judge(facts, looks).map(({ kind, since, step }) => `${kind} ${since}..${step}`);
}
const times = (count: number, look: Partial<LayerLook> = {}): Partial<LayerLook>[] => Array(count).fill(look);
const stds = (...values: number[]): Partial<LayerLook>[] => values.map((std) => ({ std }));

describe('dead', () => {
  test('is a layer whose values are nearly all at a flat floor, and stay there', () => {
    expect(said(RELU, times(60, { dead: 0.97 }))).toEqual(['dead 0..20']);
    expect(said(RELU, [...times(30), ...times(30, { dead: 0.96, std: 0 })])).toEqual(['dead 30..50']);
  });

  test('is not one that zeroes half or most of what comes, nor one that recovers', () => {
    for (const dead of [0.5, 0.8, 0.93]) expect(said(RELU, times(60, { dead }))).toEqual(['healthy 0..60']);
    expect(said(RELU, [...times(19, { dead: 1 }), ...times(60)])).toEqual(['healthy 0..79']);
  });

  test('is not one that leaks: its first bin is no floor', () => {
    expect(said(LEAKY, times(60, { dead: 1 }))).toEqual(['healthy 0..60']);
  });

  test('is found though a batch in between is better', () => {
    const seen = [...times(10, { dead: 1 }), ...times(1), ...times(20, { dead: 1 })];
    expect(said(RELU, seen)).toEqual(['dead 0..23']);
  });
});

describe('collapsed', () => {
  test('is a deviation under 0.05 that lasts; units that are dead are spoken of as such', () => {
    expect(said(LEAKY, times(60, { std: 0.049 }))).toEqual(['collapsed 0..50']);
    expect(said(LEAKY, times(60, { std: 0.051 }))).toEqual(['healthy 0..60']);
    expect(said(LEAKY, [...times(49, { std: 0.01, mean: 0 }), ...times(60)])).toEqual(['healthy 0..109']);
    expect(said(RELU, times(60, { std: 0.01, dead: 0.99 }))).toEqual(['dead 0..20']);
  });

  test('needs as many batches where fewer are watched, and some looks', () => {
    expect(said(LEAKY, times(60, { std: 0.01 }), 4)).toEqual(['collapsed 0..49']);
    expect(said(LEAKY, times(600, { std: 0.01 }), 50)).toEqual(['collapsed 0..201']);
  });
});

describe('exploding', () => {
  test('is a deviation far above 1 that lasts a little, or one beyond hope at once', () => {
    expect(said(LEAKY, times(60, { std: 31 }))).toEqual(['exploding 0..5']);
    expect(said(LEAKY, [...times(4, { std: 500 }), ...times(56)])).not.toContainEqual(
      expect.stringMatching(/exploding/),
    );
    expect(said(LEAKY, times(60, { std: 10 }))).toEqual(['healthy 0..60']);
    expect(said(LEAKY, [...times(50), { std: 2000 }])).toEqual(['exploding 50..51']);
    expect(said(LEAKY, [...times(50), { mean: Number.NaN }])).toEqual(['exploding 50..51']);
  });
});

describe('off center', () => {
  test('is a mean more than one and a half deviations away from 0', () => {
    expect(said(RELU, times(60, { mean: 1, std: 0.6 }))).toEqual(['off-center 0..30']);
    expect(said(LEAKY, times(60, { mean: -1, std: 0.6 }))).toEqual(['off-center 0..30']);
  });

  test('is not the mean of a ReLU, nor one that is near 0', () => {
    expect(said(RELU, times(60, { mean: 0.8, std: 0.6 }))).toEqual(['healthy 0..60']);
    expect(said(RELU, times(60, { mean: 0.25, std: 0.1 }))).toEqual(['healthy 0..60']);
  });
});

describe('saturated', () => {
  test('is a fifth of the values at the ceiling', () => {
    expect(said(CAPPED, times(60, { capped: 0.2 }))).toEqual(['saturated 0..20']);
    expect(said(CAPPED, times(60, { capped: 0.16 }))).toEqual(['healthy 0..60']);
    expect(said(CAPPED, times(60))).toEqual(['healthy 0..60']);
  });
});

describe('sawtooth', () => {
  const tooth = stds(0.2, 0.25, 0.3, 0.45, 0.8, 1.2, 1.3, 0.2);
  const rest = times(60, { std: 0.2 });

  test('is to grow and crash twice', () => {
    expect(said(LEAKY, [...tooth, ...times(15, { std: 0.2 }), ...tooth, ...rest])).toEqual([
      'sawtooth 0..31',
    ]);
    expect(said(LEAKY, [...times(30, { std: 0.3 }), ...tooth, ...times(40, { std: 0.2 }), ...tooth])).toEqual(
      ['sawtooth 30..86'],
    );
  });

  test('is not two crashes in the first batches, but a third', () => {
    expect(said(LEAKY, [...tooth, ...tooth, ...rest])).toEqual(['healthy 0..76']);
    expect(said(LEAKY, [...tooth, ...tooth, ...tooth, ...tooth, ...rest])).toEqual(['sawtooth 0..32']);
  });

  test('is not one crash, nor two that are far apart', () => {
    expect(said(LEAKY, [...tooth, ...rest])).toEqual(['healthy 0..68']);
    expect(said(LEAKY, [...tooth, ...rest, ...rest, ...tooth])).toEqual(['healthy 0..136']);
  });

  test('may take three looks to crash, where few batches are watched', () => {
    const seen = Array.from({ length: 400 }, (_, step) => ({
      std: [0.3, 1, 0.7, 0.45][Math.floor(step / 20) % 4]!,
    }));
    expect(said(LEAKY, seen, 20)).toEqual(['sawtooth 0..141']);
  });

  test('is not a slow fall, nor noise', () => {
    const slow = Array.from({ length: 300 }, (_, i) => 0.3 + 0.13 * Math.sin(i / 14));
    expect(said(LEAKY, stds(...slow))).toEqual(['healthy 0..300']);
    const noise = Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 0.6 : 0.9));
    expect(said(LEAKY, stds(...noise))).toEqual(['healthy 0..200']);
  });
});

describe('of the network', () => {
  const network = (batches: readonly { loss: number; accuracy: number }[], classes = 10) =>
    judge(
      { layers: [LEAKY], classes, every: 1 },
      batches.map((batch, step) => ({ step, ...batch, layers: [fine] })),
    ).map(({ kind, since, step }) => `${kind} ${since}..${step}`);
  const all = (count: number, loss: number, accuracy: number) =>
    Array.from({ length: count }, () => ({ loss, accuracy }));

  test('one class is a loss of ln(classes) and an accuracy of 1 / classes, or a firm answer that is wrong', () => {
    expect(network(all(60, Math.log(10), 0.1))).toEqual(['one-class 0..40']);
    expect(network(all(60, 3.5, 0.11))).toEqual(['one-class 0..40']);
    expect(network(all(60, Math.log(2), 0.5), 2)).toEqual(['one-class 0..40']);
    expect(network([...all(50, 0.5, 0.85), ...all(70, 2.31, 0.1)])).toEqual([
      expect.stringMatching(/^one-class 6\d\.\.10\d$/),
    ]);
  });

  test('one class is not a start that takes its time, nor a loss that falls while answers are few', () => {
    expect(network([...all(30, 2.3, 0.1), ...all(60, 1.5, 0.5)])).toEqual(['healthy 0..90']);
    expect(network(all(60, 2.29, 0.2))).toEqual(['healthy 0..60']);
  });

  test('too few batches, or none that was better than chance, are no reason for praise', () => {
    expect(network(all(49, 1, 0.6))).toEqual([]);
    expect(network(all(50, 1, 0.6))).toEqual(['healthy 0..50']);
    expect(network([...all(30, 1, 0.6), ...all(30, 2.31, 0.1)])).toEqual([]);
  });

  test('a loss that is not finite, or ten times that of chance, is told', () => {
    expect(network([...all(50, 1, 0.6), { loss: Number.POSITIVE_INFINITY, accuracy: 0.1 }])).toEqual([
      'exploding 50..51',
    ]);
    expect(network(all(20, 24, 0.5))).toEqual(['exploding 0..10']);
  });
});
