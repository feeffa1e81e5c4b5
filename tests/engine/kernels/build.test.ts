import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('the kernels are what their sources compile to, to the byte', { timeout: 120_000 }, async () => {
  const { stderr } = await promisify(execFile)('node', ['server/engine/kernels/build.mjs', '--check']);
  expect(stderr).toBe('');
});
