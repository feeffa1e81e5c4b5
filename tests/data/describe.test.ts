import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeDatasets } from '../../server/data/index.ts';
import { serveFiles } from './file-server.ts';
import { temporaryFolder, tinyDataset, tinyEnvironment, writeFiles } from './tiny-dataset.ts';

test('the real catalog is described; the bundled subset is always at hand', async () => {
  const cacheDir = join(await temporaryFolder(), 'cache');
  const all = await describeDatasets({ cacheDir });
  expect(all.map(({ name }) => name)).toEqual(['fashion-mnist', 'fashion-mnist-mini', 'mnist']);
  expect(all[1]).toMatchObject({
    counts: { train: 10_000, valid: 2_000 },
    imageShape: [28, 28, 1],
    available: true,
    source: 'bundled with learnd',
  });
  expect(all[2]).toMatchObject({ available: false, source: null });
  await expect(stat(cacheDir)).rejects.toThrow('ENOENT');
});

test('says where a dataset was found, and fetches nothing', async () => {
  const root = await temporaryFolder();
  const tiny = tinyDataset();
  const home = await serveFiles(tiny.files);
  const entry = { ...tiny.entry, homes: [home.url] };
  const places = { cacheDir: join(root, 'cache'), datasetsDir: join(root, 'own') };
  const describe = async () => (await describeDatasets(places, tinyEnvironment(entry)))[0];

  expect(await describe()).toMatchObject({ available: false, source: null });
  await writeFiles(places.datasetsDir, tiny.files);
  expect(await describe()).toMatchObject({ available: true, source: `your folder ${places.datasetsDir}` });
  await writeFiles(join(places.cacheDir, 'tiny'), tiny.files);
  expect(await describe()).toMatchObject({
    available: true,
    source: `cache ${join(places.cacheDir, 'tiny')}`,
  });
  await rm(join(places.cacheDir, 'tiny', 'train-images.gz'));
  expect(await describe()).toMatchObject({ source: `your folder ${places.datasetsDir}` });
  expect(home.requests).toEqual([]);
});

test('a folder with the files of another dataset under the same names is not taken for this one', async () => {
  const root = await temporaryFolder();
  const tiny = tinyDataset();
  await writeFiles(root, tinyDataset(99, (index) => (index + 1) % 3).files);
  const places = { cacheDir: join(root, 'cache'), datasetsDir: root };
  const [described] = await describeDatasets(places, tinyEnvironment(tiny.entry));
  expect(described).toMatchObject({ available: false, source: null });
});
