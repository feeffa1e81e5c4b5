import { afterAll, describe, expect, test } from 'vitest';
import { Random } from '../../../server/learner/random.ts';
import { Ground } from './ground.ts';

type Case = { n: number; classes: number; spread: number };
const CASES: Case[] = [
  { n: 1, classes: 1, spread: 1 },
  { n: 5, classes: 3, spread: 1 },
  { n: 7, classes: 10, spread: 5 },
  { n: 64, classes: 10, spread: 60 },
  { n: 3, classes: 1001, spread: 8 },
];

/** In float64. */
function reference(logits: Float32Array, labels: readonly number[], classes: number) {
  let loss = 0;
  const probabilities = labels.flatMap((label, row) => {
    const x = Array.from(logits.subarray(row * classes, (row + 1) * classes));
    const largest = Math.max(...x);
    const e = x.map((value) => Math.exp(value - largest));
    const sum = e.reduce((total, value) => total + value, 0);
    if (label >= 0 && label < classes) loss += Math.log(sum) - (x[label]! - largest);
    return e.map((value) => value / sum);
  });
  const gradient = probabilities.map((p, k) => {
    const label = labels[Math.floor(k / classes)]!;
    if (label < 0 || label >= classes) return 0;
    return (p - (label === k % classes ? 1 : 0)) / labels.length;
  });
  return { loss: loss / labels.length, probabilities, gradient };
}

describe.each([1, 2])('on %i threads', (threads) => {
  const ground = new Ground(threads);
  afterAll(() => ground.end());

  const run = (logits: Float32Array, labels: readonly number[], classes: number, dy = 1) => {
    ground.clear();
    const n = labels.length;
    const [x, y] = [ground.put(logits), ground.putWhole(labels)];
    const [p, loss, dx] = [
      ground.room(4 * n * classes + 16),
      ground.room(4),
      ground.room(4 * n * classes + 16),
    ];
    ground.run('crossEntropy', x, y, p, loss, ground.room(64 * threads), n, classes);
    ground.run('crossEntropyGradient', p, y, ground.put([dy]), dx, n, classes);
    for (const place of [p, dx]) {
      expect([...ground.whole(place + 4 * n * classes, 4)], 'beside').toEqual(Array(4).fill(0xc1c1c1c1 | 0));
    }
    return {
      loss: ground.floats(loss, 1)[0]!,
      probabilities: ground.floats(p, n * classes).slice(),
      gradient: ground.floats(dx, n * classes).slice(),
    };
  };
  const close = (got: ArrayLike<number>, want: number[], within: number): void => {
    const largest = want.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-30);
    const worst = want.reduce((most, value, i) => Math.max(most, Math.abs(got[i]! - value)), 0);
    expect(worst / largest).toBeLessThan(within);
  };

  test.each(CASES)('cross entropy and its gradient: $n rows of $classes, spread $spread', (given) => {
    const { n, classes, spread } = given;
    const random = new Random(n + classes);
    const logits = random.normal(n * classes, spread);
    // Some are no class at all.
    const labels = Array.from(random.uniform(n, -0.6, classes + 0.5), Math.floor);
    const want = reference(logits, labels, classes);
    const got = run(logits, labels, classes, 0.5);
    expect(Math.abs(got.loss - want.loss)).toBeLessThan(1e-6 * Math.max(1, want.loss));
    close(got.probabilities, want.probabilities, 5e-7);
    close(
      got.gradient,
      want.gradient.map((value) => value / 2),
      5e-7,
    );
  });

  test('stays true far away from 0, and says when there is no number', () => {
    expect(run(Float32Array.of(3e4, -3e4, 0, 1, 2), [1], 5).loss).toBeCloseTo(6e4, 0);
    expect(run(Float32Array.of(-3e4, 3e4, 0, 1, 2), [1], 5).loss).toBe(0);
    expect(run(Float32Array.of(1, Number.NaN, 0, 1, 2), [4], 5)).toMatchObject({ loss: Number.NaN });
    expect(run(Float32Array.of(1, 2, 0, 1, Number.NaN), [0], 5)).toMatchObject({ loss: Number.NaN });
    expect(run(Float32Array.of(1, Number.POSITIVE_INFINITY, 0, 1, 2), [0], 5).loss).toBe(Number.NaN);
  });

  test.each([
    [1, 1],
    [9, 3],
    [50, 10],
  ])('countHits: %i rows of %i', (n, classes) => {
    ground.clear();
    const random = new Random(n);
    // Many are equal, and the first counts.
    const logits = random.uniform(n * classes, 0, 3).map(Math.floor);
    const labels = Array.from(random.uniform(n, 0, classes), Math.floor);
    const want = labels.filter((label, row) => {
      const x = logits.subarray(row * classes, (row + 1) * classes);
      return x.indexOf(Math.max(...x)) === label;
    });
    const count = ground.room(4);
    const [x, y, scratch] = [ground.put(logits), ground.putWhole(labels), ground.room(64 * threads)];
    ground.run('countHits', x, y, count, scratch, n, classes);
    expect(ground.whole(count, 1)[0]).toBe(want.length);
  });
});
