import { execFileSync } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CorruptArtifact, openArtifacts } from '../../server/artifacts/index.ts';
import { freshFolder } from './fixture.ts';

const bytes = new TextEncoder().encode('weights');

test.each<[string, (file: string, elsewhere: string) => unknown]>([
  ['a link to a file', (file, elsewhere) => symlink(elsewhere, file)],
  // Also one with the right bytes: whoever owns the other file can change them at any time.
  [
    'a link to the same bytes',
    (file, elsewhere) => writeFile(elsewhere, bytes).then(() => symlink(elsewhere, file)),
  ],
  ['a link to nothing', (file) => symlink('/nowhere/at/all', file)],
  ['a folder', (file) => mkdir(file)],
  ['a pipe', (file) => execFileSync('mkfifo', [file])],
])('%s in place of an artifact is none, and is never waited for', async (_, plant) => {
  const [folder, elsewhere] = [await freshFolder(), join(await freshFolder(), 'other')];
  const artifacts = await openArtifacts(folder);
  const { digest } = await artifacts.put(bytes);
  const file = join(folder, 'sha256', digest.slice(7, 9), digest.slice(7));
  await rm(file);
  await writeFile(elsewhere, 'other');
  await plant(file, elsewhere);
  expect(await artifacts.has(digest)).toBe(false);
  expect(await artifacts.size(digest)).toBe(null);
  for (const method of ['read', 'stream', 'header'] as const) {
    await expect(artifacts[method](digest)).rejects.toThrow(CorruptArtifact);
  }
});

test('the folder itself may be a link, to a larger disk for example', async () => {
  const [real, place] = [await freshFolder(), join(await freshFolder(), 'artifacts')];
  await symlink(real, place);
  const artifacts = await openArtifacts(place);
  const { digest } = await artifacts.put(bytes);
  expect(new Uint8Array(await artifacts.read(digest))).toEqual(bytes);
  expect(await (await openArtifacts(real)).has(digest)).toBe(true);
});
