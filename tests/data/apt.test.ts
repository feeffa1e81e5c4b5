import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { RunCommand } from '../../server/data/command.ts';
import { loadDataset } from '../../server/data/index.ts';
import {
  namesOf,
  type TinyDataset,
  temporaryFolder,
  tinyDataset,
  tinyEnvironment,
  writeFiles,
} from './tiny-dataset.ts';

const DONE = { code: 0, stdout: '', stderr: '' };
const failed = (stderr: string) => ({ code: 100, stdout: '', stderr });

let cacheDir: string;
let temporaryDir: string;
let tiny: TinyDataset;
let ran: string[];

beforeEach(async () => {
  cacheDir = await temporaryFolder();
  temporaryDir = await temporaryFolder();
  tiny = tinyDataset();
  tiny.entry.debian = { package: 'dataset-tiny', folder: '/usr/share/datasets/tiny' };
  ran = [];
});

/** Plays apt-get and dpkg-deb. `fails` may answer a command instead, given its words without options. */
function runner(
  fails: (words: string, args: readonly string[]) => string | undefined = () => undefined,
): RunCommand {
  return async (command, args, { cwd }) => {
    const words = [command, ...args.filter((arg) => !arg.startsWith('-') && !arg.includes('='))].join(' ');
    ran.push(words);
    const stderr = fails(words, args);
    if (stderr !== undefined) return failed(stderr);
    if (words === 'apt-get download dataset-tiny')
      await writeFile(join(cwd, 'dataset-tiny_1_all.deb'), 'deb');
    if (command === 'dpkg-deb') await writeFiles(join(cwd, 'unpacked/usr/share/datasets/tiny'), tiny.files);
    return DONE;
  };
}

const load = (run: RunCommand) =>
  loadDataset(
    'tiny',
    { cacheDir },
    { ...tinyEnvironment(tiny.entry), isDebian: async () => true, temporaryDir, run },
  );

describe('the apt source', () => {
  test('downloads and unpacks the package into the cache and cleans up', async () => {
    const dataset = await load(runner());
    expect(dataset.source).toBe('apt-get download dataset-tiny');
    expect(dataset.train.images).toEqual(tiny.trainImages);
    expect(ran).toEqual(['apt-get download dataset-tiny', 'dpkg-deb dataset-tiny_1_all.deb unpacked']);
    expect((await readdir(join(cacheDir, 'tiny'))).sort()).toEqual(namesOf(tiny.entry));
    expect(await readdir(temporaryDir)).toEqual([]);
    expect((await load(runner())).source).toMatch(/^cache/);
    expect(ran).toHaveLength(2);
  });

  test('updates private package lists when the system has none', async () => {
    const hasPrivateLists = (args: readonly string[]) =>
      args.some((arg) => arg.startsWith(`Dir::State::Lists=${temporaryDir}`)) &&
      args.some((arg) => arg.startsWith(`Dir::Cache=${temporaryDir}`));
    const run = runner((words, args) => {
      if (words.startsWith('dpkg') || hasPrivateLists(args)) return undefined;
      return 'E: Unable to locate package dataset-tiny';
    });
    expect((await load(run)).train.images).toEqual(tiny.trainImages);
    expect(ran).toEqual([
      'apt-get download dataset-tiny',
      'apt-get update',
      'apt-get download dataset-tiny',
      'dpkg-deb dataset-tiny_1_all.deb unpacked',
    ]);
  });

  test('does not update when the network is dead', async () => {
    const run = runner(() => 'W: some warning\nE: Failed to fetch http://mirror/x.deb  Could not connect');
    await expect(load(run)).rejects.toThrow(
      '- apt-get download dataset-tiny: "apt-get download dataset-tiny" ended with code 100: ' +
        'E: Failed to fetch http://mirror/x.deb Could not connect\n',
    );
    expect(ran).toHaveLength(1);
    expect(await readdir(temporaryDir)).toEqual([]);
  });

  test('refuses a package with other data and leaves the cache empty', async () => {
    tiny.files.set('train-images.gz', tinyDataset(99).files.get('train-images.gz')!);
    await expect(load(runner())).rejects.toThrow(/apt-get download dataset-tiny: .*holds other data/);
    await expect(readdir(join(cacheDir, 'tiny'))).rejects.toThrow('ENOENT');
    expect(await readdir(temporaryDir)).toEqual([]);
  });
});
