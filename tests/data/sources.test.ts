import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import { DatasetUnavailable, loadDataset, UnknownDataset } from '../../server/data/index.ts';
import { serveFiles } from './file-server.ts';
import {
  type TinyDataset,
  temporaryFolder,
  tinyDataset,
  tinyEnvironment,
  writeFiles,
} from './tiny-dataset.ts';

let root: string;
let cacheDir: string;
let tiny: TinyDataset;
const other = tinyDataset(99);

beforeEach(async () => {
  root = await temporaryFolder();
  cacheDir = join(root, 'cache');
  tiny = tinyDataset();
});

const load = (datasetsDir?: string) =>
  loadDataset('tiny', { cacheDir, datasetsDir }, tinyEnvironment(tiny.entry));

describe('the order of the sources', () => {
  test('is cache, own folder, Debian, download: each is taken when those before it have nothing', async () => {
    const datasetsDir = join(root, 'own');
    const debian = join(root, 'debian');
    const home = await serveFiles(tiny.files);
    tiny.entry.homes = [home.url];
    tiny.entry.debian = { package: 'dataset-tiny', folder: debian };

    expect((await load()).source).toBe(`download from ${home.url}`);
    expect(home.requests).toHaveLength(4);
    cacheDir = join(root, 'another-cache');
    await writeFiles(debian, tiny.files);
    expect((await load()).source).toBe(`Debian's package dataset-tiny in ${debian}`);
    await writeFiles(datasetsDir, tiny.files);
    expect((await load(datasetsDir)).source).toBe(`your folder ${datasetsDir}`);
    await writeFiles(join(datasetsDir, 'tiny'), tiny.files);
    expect((await load(datasetsDir)).source).toBe(`your folder ${join(datasetsDir, 'tiny')}`);
    await writeFiles(join(cacheDir, 'tiny'), tiny.files);
    expect((await load(datasetsDir)).source).toBe(`cache ${join(cacheDir, 'tiny')}`);
    expect(home.requests).toHaveLength(4);
  });

  test('files in an own folder may be decompressed', async () => {
    const plain = [...tiny.files].map(
      ([name, zipped]) => [name.replace('.gz', ''), gunzipSync(zipped)] as const,
    );
    await writeFiles(root, new Map(plain));
    expect((await load(root)).train.images).toEqual(tiny.trainImages);
  });

  test('a wrong file in an own folder is reported, left alone, and the next source is tried', async () => {
    await writeFiles(root, tiny.files);
    await writeFile(join(root, 'train-images.gz'), other.files.get('train-images.gz')!);
    const error = await load(root).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DatasetUnavailable);
    expect(String(error)).toMatch(
      /your folder .*train-images\.gz holds other data: sha256 [0-9a-f]{64}, expected/,
    );
    expect(await readFile(join(root, 'train-images.gz'))).toEqual(other.files.get('train-images.gz'));

    tiny.entry.homes = [(await serveFiles(tiny.files)).url];
    expect((await load(root)).source).toMatch(/^download/);
  });
});

describe('the cache', () => {
  test('serves the second load without a request', async () => {
    const home = await serveFiles(tiny.files);
    tiny.entry.homes = [home.url];
    const first = await load();
    const second = await load();
    expect(home.requests).toHaveLength(4);
    expect(second.source).toMatch(/^cache/);
    expect(second.train).toEqual(first.train);
    expect(second.train.images).toEqual(tiny.trainImages);
    expect(second.valid.shape).toEqual([8, 32, 32, 1]);
    expect([...second.valid.labels]).toEqual([0, 1, 2, 0, 1, 2, 0, 1]);
  });

  test.each([
    ['other data', other.files.get('train-images.gz')!],
    ['a file cut off', tinyDataset().files.get('train-images.gz')!.subarray(0, 20_000)],
    ['an empty file', Buffer.alloc(0)],
    ['a file far too large', Buffer.alloc(200_000)],
    ['an error page', Buffer.from('<html>404</html>')],
  ])('replaces %s, and fetches only that', async (_what, bad) => {
    const home = await serveFiles(tiny.files);
    tiny.entry.homes = [home.url];
    await writeFiles(join(cacheDir, 'tiny'), tiny.files);
    const path = join(cacheDir, 'tiny', 'train-images.gz');
    await writeFile(path, bad);
    expect((await load()).train.images).toEqual(tiny.trainImages);
    expect(home.requests).toEqual(['train-images.gz']);
    expect(await readFile(path)).toEqual(tiny.files.get('train-images.gz'));
  });
});

test('a damaged cache file is removed and told even when nothing can replace it', async () => {
  await writeFiles(join(cacheDir, 'tiny'), tiny.files);
  await writeFile(join(cacheDir, 'tiny', 'train-images.gz'), 'damaged');
  await expect(load()).rejects.toThrow(/- cache .*: removed damaged files: .*train-images\.gz holds 7 bytes/);
  expect(await readdir(join(cacheDir, 'tiny'))).not.toContain('train-images.gz');
});

describe('errors', () => {
  test('an unknown name lists the known ones', async () => {
    const loading = loadDataset('cifar', { cacheDir }, tinyEnvironment(tiny.entry));
    await expect(loading).rejects.toThrow(UnknownDataset);
    await expect(loading).rejects.toThrow('Unknown dataset "cifar". Known: tiny');
  });

  test('when nothing works, each source has a line with its reason, then comes advice', async () => {
    const gone = await serveFiles(new Map());
    tiny.entry.homes = [gone.url, 'http://127.0.0.1:1/'];
    tiny.entry.debian = { package: 'dataset-tiny', folder: join(root, 'debian') };
    const error = await load().catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(DatasetUnavailable);
    const lines = (error as Error).message.split('\n');
    const reasons = [
      /^Dataset tiny is not available/,
      /^- cache .*none of the files/,
      /^- your own folder: none is set \(LEARND_DATASETS\)/,
      /^- Debian's package dataset-tiny in .*: none of the files/,
      /^- download from .*: HTTP 404 Not Found; .*: (bad port|.*ECONNREFUSED)/,
      /^- apt-get download dataset-tiny: this is not a Debian system/,
      /^What to do/,
      /^- put the four files \(.*train-images\.gz\) in a folder and set LEARND_DATASETS/,
      /^- or, on Debian, run apt-get install dataset-tiny/,
      /^- or use the dataset fashion-mnist-mini/,
    ];
    expect(lines).toHaveLength(reasons.length);
    for (const [index, reason] of reasons.entries()) expect(lines[index]).toMatch(reason);
    expect((error as DatasetUnavailable).failures).toHaveLength(5);
    expect((error as Error).cause).toBeInstanceOf(AggregateError);
  });

  test('a file where the cache folder should be is an error of the source, not a crash', async () => {
    tiny.entry.homes = [(await serveFiles(tiny.files)).url];
    await mkdir(root, { recursive: true });
    await writeFile(cacheDir, 'in the way');
    await expect(load()).rejects.toThrow(/download from .*(ENOTDIR|EEXIST)/);
    expect(await readdir(root)).toEqual(['cache']);
  });

  test('labels beyond the classes are refused', async () => {
    tiny = tinyDataset(1, (index) => index % 4);
    await writeFiles(root, tiny.files);
    await expect(load(root)).rejects.toThrow('train-labels.gz: label 3 at 3, but there are 3 classes');
  });

  test('a catalog that says another count is refused', async () => {
    tiny.entry.train.count = 65;
    await writeFiles(root, tiny.files);
    await expect(load(root)).rejects.toThrow('train-images.gz has shape [64,32,32], expected [65,32,32]');
  });
});
