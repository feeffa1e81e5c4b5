import { cp, mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type DatasetUnavailable, loadDataset } from '../../server/data/index.ts';
import { serveFiles } from '../data/file-server.ts';
import { temporaryFolder, tinyDataset, tinyEnvironment, writeFiles } from '../data/tiny-dataset.ts';

async function places() {
  const root = await temporaryFolder();
  const tiny = tinyDataset();
  const [cacheDir, datasetsDir] = [join(root, 'cache'), join(root, 'own')];
  const load = () => loadDataset('tiny', { cacheDir, datasetsDir }, tinyEnvironment(tiny.entry));
  return { tiny, cacheDir, datasetsDir, load };
}

const messageOf = (loading: Promise<unknown>): Promise<string> =>
  loading.then(
    () => Promise.reject(new Error('it was loaded')),
    (error: DatasetUnavailable) => error.message,
  );

test('a file of an own folder that was cut or changed is named, left as it is, and what to do is said', async () => {
  const { tiny, datasetsDir, load } = await places();
  await writeFiles(datasetsDir, tiny.files);
  await load();
  const file = join(datasetsDir, 'train-images.gz');
  const whole = await readFile(file);
  await truncate(file, 100);
  const cut = await messageOf(load());
  expect(cut).toContain(`${file} cannot be decompressed`);
  expect(cut).toContain('replace each file that a line above says is wrong');
  expect((await readFile(file)).length).toBe(100);
  await writeFile(file, tinyDataset(99).files.get('train-images.gz')!);
  expect(await messageOf(load())).toContain(`${file} holds other data`);
  await writeFile(file, whole);
  await load();
});

test('a file of the cache that was cut is fetched again by itself, and only that one', async () => {
  const { tiny, cacheDir, load } = await places();
  const home = await serveFiles(tiny.files);
  tiny.entry.homes = [home.url];
  await load();
  expect(home.requests).toHaveLength(4);
  await truncate(join(cacheDir, 'tiny', 'train-images.gz'), 10);
  await load();
  expect(home.requests).toHaveLength(5);
});

test('a dataset that nobody has lists every source with its reason, and nothing is said of wrong files', async () => {
  const { tiny, datasetsDir, cacheDir, load } = await places();
  await mkdir(datasetsDir, { recursive: true });
  await cp(datasetsDir, cacheDir, { recursive: true });
  tiny.entry.homes = ['http://127.0.0.1:1/'];
  const message = await messageOf(load());
  expect(message).toMatch(/Tried:\n- cache .*\n- your folder .*\n- .*download from/s);
  expect(message).toMatch(/What to do:\n- put the four files/);
  expect(message).not.toContain('replace each file');
}, 20_000);
