import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Problem } from '../../shared/problem.ts';
import { freshApi } from '../api/fixture.ts';
import { times } from '../proof.ts';
import { arbitrarySpec } from './arbitrary-spec.ts';

const RUNS = times(10_000, 2000);
const EXPECTED = [202, 400, 413, 422];

test(`${RUNS} random specs are taken or refused with a place and a sentence; none makes the server fail`, async () => {
  const { app } = await freshApi();
  const answers = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(arbitrarySpec, async (spec) => {
      const headers = { host: '127.0.0.1', 'content-type': 'application/json' };
      const { statusCode, body } = await app.inject({
        method: 'POST',
        url: '/jobs',
        headers,
        payload: JSON.stringify(spec),
      });
      answers.set(statusCode, (answers.get(statusCode) ?? 0) + 1);
      expect(EXPECTED, body).toContain(statusCode);
      if (statusCode === 202) {
        // Else the queue would be full.
        await app.inject({
          method: 'POST',
          url: `/jobs/${JSON.parse(body).id}/cancel`,
          headers: { host: '127.0.0.1' },
        });
        return;
      }
      const { status, detail, errors } = JSON.parse(body) as Problem;
      expect(status).toBe(statusCode);
      expect(detail).not.toBe('');
      for (const { path, message } of errors) {
        expect(path).toMatch(/^(\/|$)/);
        expect(message).not.toBe('');
      }
    }),
    { numRuns: RUNS },
  );
  // A generator whose specs all fail at the door would prove little.
  for (const status of [202, 400, 422]) expect(answers.get(status), `${status}`).toBeGreaterThan(RUNS / 100);
}, 240_000);

test('what was taken is taken again, and filled to the same spec', async () => {
  const { app } = await freshApi();
  const post = async (payload: unknown) => {
    const headers = { host: '127.0.0.1', 'content-type': 'application/json' };
    return app.inject({ method: 'POST', url: '/jobs', headers, payload: JSON.stringify(payload) });
  };
  await fc.assert(
    fc.asyncProperty(arbitrarySpec, async (spec) => {
      const first = await post(spec);
      if (first.statusCode !== 202) return;
      const { spec: filled } = first.json();
      const second = await post(filled);
      expect(second.statusCode, second.body).toBe(202);
      expect(second.json().spec).toEqual(filled);
    }),
    { numRuns: 500 },
  );
}, 120_000);
