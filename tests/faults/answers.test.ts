import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Libsql from 'libsql';
import { expect, onTestFinished, test } from 'vitest';
import { ask, SMALL, startLearnd } from './learnd.ts';

test('while another process has the database locked, a server reads on and says when to come back', async () => {
  const data = mkdtempSync(path.join(tmpdir(), 'learnd-locked-'));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  const { url } = await startLearnd(data);
  // A server that has just started writes too: its turn comes first.
  const other = new Libsql(path.join(data, 'learnd.db'), { timeout: 5000 });
  onTestFinished(() => void other.close());
  other.exec('BEGIN IMMEDIATE');
  const posted = ask(`${url}/jobs`, 'POST', { ...SMALL, notBefore: '2999-01-01T00:00:00Z' });
  let isAnswered = false;
  posted.finally(() => {
    isAnswered = true;
  });
  let reads = 0;
  let slowest = 0;
  while (!isAnswered) {
    const began = performance.now();
    expect((await ask(`${url}/jobs`)).status).toBe(200);
    slowest = Math.max(slowest, performance.now() - began);
    reads += 1;
  }
  expect(reads).toBeGreaterThan(10);
  expect(slowest).toBeLessThan(4000);
  const { status, headers, body } = await posted;
  expect({ status, retryAfter: headers.get('retry-after') }).toEqual({ status: 503, retryAfter: '5' });
  expect(body.detail).toMatch(/Another process.*locked/);
  expect(await ask(`${url}/readyz`)).toMatchObject({ status: 503, body: { detail: body.detail } });
  other.exec('ROLLBACK');
  await expect.poll(async () => (await ask(`${url}/readyz`)).status, { timeout: 10_000 }).toBe(200);
  expect((await ask(`${url}/jobs`, 'POST', { ...SMALL, notBefore: '2999-01-01T00:00:00Z' })).status).toBe(
    202,
  );
}, 60_000);
