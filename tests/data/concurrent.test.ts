import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadDataset } from '../../server/data/index.ts';
import { serveFiles } from './file-server.ts';
import { namesOf, temporaryFolder, tinyDataset, tinyEnvironment } from './tiny-dataset.ts';

const script = fileURLToPath(new URL('./load-process.ts', import.meta.url));
const tiny = tinyDataset();
const digest = createHash('sha256').update(tiny.trainImages).digest('hex');

const start = (...args: string[]) =>
  spawn(process.execPath, ['--import', 'tsx', script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });

/** All that a process prints until it ends. */
async function outputOf(child: ReturnType<typeof start>): Promise<string> {
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await once(child, 'close');
  return output.trim();
}

test('loads at the same time in one process all succeed', async () => {
  const cacheDir = await temporaryFolder();
  const home = await serveFiles(tiny.files, { broken: [{ after: 30_000, fault: 'cut' }] });
  const entry = { ...tiny.entry, homes: [home.url] };
  const loads = [1, 2, 3, 4].map(() => loadDataset('tiny', { cacheDir }, tinyEnvironment(entry)));
  for (const { train } of await Promise.all(loads)) expect(train.images).toEqual(tiny.trainImages);
  expect((await readdir(join(cacheDir, 'tiny'))).sort()).toEqual(namesOf(entry));
});

test('two processes that fetch into one cache both succeed', async () => {
  const cacheDir = await temporaryFolder();
  const home = await serveFiles(tiny.files);
  const outputs = await Promise.all([start(home.url, cacheDir), start(home.url, cacheDir)].map(outputOf));
  expect(outputs).toEqual([digest, digest]);
  expect((await readdir(join(cacheDir, 'tiny'))).sort()).toEqual(namesOf(tiny.entry));
});

test('a process killed half-way leaves no half file, and its part is resumed once it is stale', async () => {
  const cacheDir = await temporaryFolder();
  const folder = join(cacheDir, 'tiny');
  const home = await serveFiles(tiny.files, { broken: [{ after: 30_000, fault: 'stall' }] });
  const killed = start(home.url, cacheDir, 'hold');
  await once(killed.stdout, 'data');
  // All 30,000 bytes may come in more than one chunk; the offset below is what had been written.
  killed.kill('SIGKILL');
  await once(killed, 'close');
  expect(await readdir(folder)).not.toContain('train-images.gz');

  const environment = tinyEnvironment({ ...tiny.entry, homes: [home.url] });
  environment.timeouts.stalePartMs = -1;
  const { train } = await loadDataset('tiny', { cacheDir }, environment);
  expect(train.images).toEqual(tiny.trainImages);
  expect(home.requests.at(-1)).toMatch(/^train-images\.gz from \d+$/);
  expect((await readdir(folder)).sort()).toEqual(namesOf(tiny.entry));
});
