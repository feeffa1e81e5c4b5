import { describe, expect, test } from 'vitest';
import { of, run, trainingHere } from './in-process.ts';
import { jobOf } from './jobs.ts';

describe('a loss that is not finite', () => {
  trainingHere();
  const exploding = { optimizer: { kind: 'sgd', lr: 1000 }, model: { kind: 'cnn' } };

  test('ends the training, unless it is asked to go on', async () => {
    await expect(run(jobOf(exploding))).rejects.toThrow(/batch \d+.*try a lower rate/);
  });

  test('is told once where it is asked to go on', async () => {
    const { end, entries } = await run(jobOf({ ...exploding, onNonFinite: 'continue' }));
    expect(end).toBe('finished');
    const warnings = of(entries, 'log').filter(({ level }) => level === 'warn');
    expect(warnings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^the loss is .* at training batch \d+: .*Training goes on, as was asked for$/),
    ]);
  });
});
