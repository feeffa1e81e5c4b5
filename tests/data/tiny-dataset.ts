import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { type CatalogEntry, filesOf } from '../../server/data/catalog.ts';
import { type Environment, systemEnvironment } from '../../server/data/environment.ts';

/** An IDX file of unsigned bytes. */
export function encodeIdx(shape: readonly number[], data: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, 0x08, shape.length]);
  shape.forEach((size, axis) => {
    header.writeUInt32BE(size, 4 + 4 * axis);
  });
  return Buffer.concat([header, data]);
}

/** Bytes that gzip cannot shrink, the same for the same seed. */
function noise(length: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}

export type TinyDataset = {
  entry: CatalogEntry;
  /** Compressed files by name, as a home serves them. */
  files: Map<string, Buffer>;
  /** The decompressed images of the training split, without header. */
  trainImages: Uint8Array;
};

/** 64 + 8 noise images of 32 x 32 in three classes. `labels` gives the label of image i. */
export function tinyDataset(seed = 1, labels: (index: number) => number = (index) => index % 3): TinyDataset {
  const files = new Map<string, Buffer>();
  const add = (name: string, idx: Buffer) => {
    files.set(name, gzipSync(idx));
    return { name, bytes: idx.length, sha256: createHash('sha256').update(idx).digest('hex') };
  };
  const split = (prefix: string, count: number, images: Uint8Array) => ({
    count,
    images: add(`${prefix}-images.gz`, encodeIdx([count, 32, 32], images)),
    labels: add(
      `${prefix}-labels.gz`,
      encodeIdx(
        [count],
        Uint8Array.from({ length: count }, (_, i) => labels(i)),
      ),
    ),
  });
  const trainImages = noise(64 * 1024, seed);
  const entry: CatalogEntry = {
    name: 'tiny',
    title: 'Tiny',
    classes: ['a', 'b', 'c'],
    image: [32, 32, 1],
    train: split('train', 64, trainImages),
    valid: split('valid', 8, noise(8 * 1024, seed + 1)),
    homes: [],
  };
  return { entry, files, trainImages };
}

/** Writes a dataset's files to a folder. */
export async function writeFiles(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
}

/** A temporary folder that goes with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'learnd-data-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** An environment that knows only `entry`, runs nothing and retries at once. */
export function tinyEnvironment(entry: CatalogEntry): Environment {
  return {
    ...systemEnvironment(),
    catalog: [entry],
    isDebian: async () => false,
    run: async (command) => {
      throw new Error(`the test ran ${command}`);
    },
    timeouts: { connectMs: 5_000, idleMs: 5_000, retryPauseMs: 10, stalePartMs: 60_000, aptMs: 5_000 },
  };
}

/** Names of a dataset's files, sorted, as readdir gives them. */
export function namesOf(entry: CatalogEntry): string[] {
  return filesOf(entry)
    .map(({ name }) => name)
    .sort();
}
