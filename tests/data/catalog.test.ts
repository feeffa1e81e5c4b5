import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalog, filesOf, isKnownDataset } from '../../server/data/catalog.ts';
import { loadDataset } from '../../server/data/index.ts';
import { temporaryFolder } from './tiny-dataset.ts';

describe('catalog', () => {
  test('knows its three datasets and no other', () => {
    expect(catalog.map(({ name }) => name)).toEqual(['fashion-mnist', 'fashion-mnist-mini', 'mnist']);
    expect(isKnownDataset('mnist')).toBe(true);
    expect(isKnownDataset('MNIST')).toBe(false);
    expect(isKnownDataset('toString')).toBe(false);
  });

  test.each(catalog)('$name has four different files, ten classes and homes that end in a slash', (entry) => {
    expect(new Set(filesOf(entry).map(({ name }) => name)).size).toBe(4);
    expect(new Set(filesOf(entry).map(({ sha256 }) => sha256)).size).toBe(4);
    for (const { sha256 } of filesOf(entry)) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(entry.classes).size).toBe(10);
    for (const home of entry.homes) expect(home).toMatch(/^https?:\/\/.*\/$/);
  });
});

describe('fashion-mnist-mini', () => {
  test('decodes to the first images of the original, without cache or network', async () => {
    const cacheDir = join(await temporaryFolder(), 'cache');
    const fetch = () => Promise.reject(new Error('the test fetched'));
    const mini = await loadDataset('fashion-mnist-mini', { cacheDir }, { fetch });

    expect(mini.source).toBe('bundled with learnd');
    expect(mini.classes[9]).toBe('Ankle boot');
    expect(mini.train.shape).toEqual([10_000, 28, 28, 1]);
    expect(mini.valid.shape).toEqual([2_000, 28, 28, 1]);
    expect(mini.train.images.length).toBe(10_000 * 784);
    // The original's well-known beginnings.
    expect([...mini.train.labels.subarray(0, 10)]).toEqual([9, 0, 0, 3, 0, 2, 7, 2, 5, 5]);
    expect([...mini.valid.labels.subarray(0, 10)]).toEqual([9, 2, 1, 1, 6, 1, 4, 6, 5, 7]);
    // The first image, an ankle boot, is black above and bright in its middle.
    expect(mini.train.images.subarray(0, 28).every((pixel) => pixel === 0)).toBe(true);
    expect(Math.max(...mini.train.images.subarray(0, 784))).toBe(255);
    await expect(stat(cacheDir)).rejects.toThrow('ENOENT');
  });

  test('takes at most 6 MB and comes with its licence', async () => {
    const folder = catalog.find(({ name }) => name === 'fashion-mnist-mini')?.bundled ?? '';
    const names = await readdir(folder);
    expect(names).toContain('NOTICE.md');
    const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(6e6);
  });
});
