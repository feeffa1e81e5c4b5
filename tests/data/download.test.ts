import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { cacheFolder } from '../../server/data/cache-folder.ts';
import type { Timeouts } from '../../server/data/environment.ts';
import { type LoadOptions, loadDataset, type Progress } from '../../server/data/index.ts';
import { type Behaviour, type FileServer, serveFiles } from './file-server.ts';
import {
  namesOf,
  type TinyDataset,
  temporaryFolder,
  tinyDataset,
  tinyEnvironment,
  writeFiles,
} from './tiny-dataset.ts';

const IMAGES = 'train-images.gz';

let cacheDir: string;
let folder: string;
let tiny: TinyDataset;

beforeEach(async () => {
  cacheDir = await temporaryFolder();
  tiny = tinyDataset();
  folder = cacheFolder(cacheDir, tiny.entry);
});

const load = (options: Partial<LoadOptions> = {}, timeouts: Partial<Timeouts> = {}) => {
  const environment = tinyEnvironment(tiny.entry);
  Object.assign(environment.timeouts, timeouts);
  return loadDataset('tiny', { cacheDir, ...options }, environment);
};

async function serve(behaviour: Behaviour = {}, files = tiny.files): Promise<FileServer> {
  const home = await serveFiles(files, behaviour);
  tiny.entry.homes = [...tiny.entry.homes, home.url];
  return home;
}

/** The cache as an interrupted download leaves it: three files, and `part` of the fourth. */
async function leavePart(part: Uint8Array, ending = '.part'): Promise<void> {
  await writeFiles(folder, new Map([...tiny.files].filter(([name]) => name !== IMAGES)));
  await writeFile(join(folder, IMAGES + ending), part);
}

async function expectLoaded(): Promise<void> {
  expect((await load()).train.images).toEqual(tiny.trainImages);
  expect((await readdir(folder)).sort()).toEqual(namesOf(tiny.entry));
}

describe('a whole download', () => {
  test('fetches the four files once, small ones first, and tells the bytes', async () => {
    const home = await serve();
    const told: Progress[] = [];
    await load({ onProgress: (progress) => told.push(progress) });
    expect(home.requests).toEqual(['valid-labels.gz', 'train-labels.gz', 'valid-images.gz', IMAGES]);
    expect((await readdir(folder)).sort()).toEqual(namesOf(tiny.entry));
    const size = tiny.files.get(IMAGES)!.length;
    expect(told).toContainEqual({
      message: `downloading ${home.url}${IMAGES}`,
      file: IMAGES,
      received: size,
      total: size,
    });
  });

  test('goes on with the next home, and stays with the one that answered', async () => {
    const dead = await serve({ status: 403 });
    const alive = await serve();
    expect((await load()).source).toBe(`download from ${alive.url}`);
    expect(dead.requests).toEqual(['valid-labels.gz']);
  });
});

describe('a half-written part', () => {
  const half = () => tiny.files.get(IMAGES)!.subarray(0, 30_000);

  test('is resumed with Range', async () => {
    await leavePart(half());
    const home = await serve();
    await expectLoaded();
    expect(home.requests).toEqual([`${IMAGES} from 30000`]);
  });

  test('starts again when the server ignores Range', async () => {
    await leavePart(half());
    const home = await serve({ ranges: false });
    await expectLoaded();
    expect(home.requests).toEqual([`${IMAGES} from 30000`]);
  });

  test.each([
    ['of another file', (good: Buffer) => Buffer.alloc(good.length / 2, 7)],
    ['longer than the file', (good: Buffer) => Buffer.concat([good, good])],
  ])('%s is thrown away, and the file fetched from the start', async (_what, make) => {
    await leavePart(make(tiny.files.get(IMAGES)!));
    const home = await serve();
    await expectLoaded();
    expect(home.requests).toEqual([expect.stringMatching(/ from \d+$/), IMAGES]);
  });

  test('is fetched from the start when the server sends another range than asked for', async () => {
    await leavePart(half());
    const home = await serve({ wrongRange: true });
    await expectLoaded();
    expect(home.requests).toEqual([`${IMAGES} from 30000`, IMAGES]);
  });

  test('that is whole already is taken as it is', async () => {
    await leavePart(tiny.files.get(IMAGES)!);
    const home = await serve();
    await expectLoaded();
    expect(home.requests).toHaveLength(1);
  });

  test('of a fetch that is still running is left alone', async () => {
    const running = '.12345-00c0ffee.part';
    await leavePart(half(), running);
    const home = await serve();
    await load();
    expect(home.requests).toEqual([IMAGES]);
    expect(await readdir(folder)).toContain(IMAGES + running);
  });
});

describe('a server that sends the wrong file', () => {
  const wrong = () => new Map([...tiny.files, [IMAGES, tinyDataset(99).files.get(IMAGES)!]]);

  test('is rejected, and nothing of it stays in the cache', async () => {
    await serve({}, wrong());
    await expect(load()).rejects.toThrow(/train-images\.gz from .*holds other data: sha256/);
    expect(await readdir(folder)).toEqual(namesOf(tiny.entry).filter((name) => name !== IMAGES));
  });

  test('does not keep the next home from being asked', async () => {
    await serve({}, wrong());
    const right = await serve();
    await expectLoaded();
    expect(right.requests).toEqual([IMAGES]);
  });

  test('cannot fill the disk', async () => {
    await serve({}, new Map([...tiny.files, [IMAGES, Buffer.alloc(1_000_000)]]));
    await expect(load()).rejects.toThrow(/more than \d+ bytes came/);
    expect(await readdir(folder)).not.toContain(`${IMAGES}.part`);
  });
});

describe('a bad network', () => {
  test('a connection that is cut once is resumed by the retry', async () => {
    const home = await serve({ broken: [{ after: 30_000, fault: 'cut' }] });
    await expectLoaded();
    expect(home.requests.slice(-2)).toEqual([IMAGES, expect.stringMatching(/ from \d+$/)]);
  });

  test('a stalled connection is given up after the idle timeout and resumed', async () => {
    const home = await serve({ broken: [{ after: 30_000, fault: 'stall' }] });
    await load({}, { idleMs: 500 });
    expect(home.requests.slice(-1)).toEqual([`${IMAGES} from 30000`]);
    expect((await readdir(folder)).sort()).toEqual(namesOf(tiny.entry));
  });

  test('cut twice fails, keeps the part, and the next load goes on from there', async () => {
    const cut = { after: 20_000, fault: 'cut' } as const;
    const home = await serve({ broken: [cut, cut] });
    await expect(load()).rejects.toThrow(/the connection failed/);
    expect(await readdir(folder)).toContain(`${IMAGES}.part`);
    await expectLoaded();
    const offsets = home.requests.slice(-2).map((request) => Number(request.split(' from ')[1]));
    expect(offsets[1]).toBeGreaterThan(offsets[0]!);
  });

  test('a server that never answers fails within the connect timeout, without a retry', async () => {
    const home = await serve({ silent: true });
    const start = performance.now();
    await expect(load({}, { connectMs: 500 })).rejects.toThrow(/no answer within 500 ms/);
    expect(performance.now() - start).toBeLessThan(3_000);
    expect(home.requests).toHaveLength(1);
  });

  test('HTTP 503 is retried once, HTTP 404 is not', async () => {
    const busy = await serve({ status: 503 });
    const absent = await serve({ status: 404 });
    await expect(load()).rejects.toThrow(/HTTP 503 Service Unavailable.*HTTP 404 Not Found/);
    expect(busy.requests).toHaveLength(2);
    expect(absent.requests).toHaveLength(1);
  });

  test('an abort ends the load with its reason and keeps the part', async () => {
    await serve({ broken: [{ after: 30_000, fault: 'stall' }] });
    const stop = new AbortController();
    const onProgress = ({ file, received = 0 }: Progress) => {
      if (file === IMAGES && received > 0) stop.abort(new Error('the job was cancelled'));
    };
    await expect(load({ signal: stop.signal, onProgress })).rejects.toThrow(/^the job was cancelled$/);
    expect(await readdir(folder)).toContain(`${IMAGES}.part`);
  });
});
