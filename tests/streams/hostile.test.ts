import { expect, test } from 'vitest';
import { harms } from '../../bench/stream-hostile.ts';

/**
 * A short form of `npm run bench hostile`. The bounds tell a server that suffers from one that does not, on a machine
 * that is busy with other tests. When every replay read the journal by itself, the first of these cost the server 17 s
 * of CPU in two turns of 2.5 s, and it did not answer for 30 s.
 */
test('subscribers that mean harm do not take the server from the training, nor its memory', async () => {
  const attacks = ['50 that never read', '10 that flood with pings'] as const;
  const found = await harms({ rounds: 1, turnMs: 1500, attacks });
  expect(found.map(({ attack }) => attack)).toEqual(attacks);
  for (const { attack, peace, attacked, growth, cpu, answer } of found) {
    expect(peace, attack).toBeGreaterThan(0);
    expect(attacked / peace, `${attack}: ratio of steps`).toBeLessThan(3);
    // What the readers may let wait for them, and a cache of pages.
    expect(growth, `${attack}: MiB`).toBeLessThan(50 * 1.2 + 50);
    expect(cpu, `${attack}: cores`).toBeLessThan(1);
    expect(answer, `${attack}: ms of an answer`).toBeLessThan(10_000);
  }
}, 180_000);
