import { lstat, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

const SHARD = /^[0-9a-f]{2}$/;
const HEX = /^[0-9a-f]{64}$/;

/**
 * Removes a file that nobody wants, though another process may put the same bytes at this moment. Whoever puts touches
 * the file first and looks at it then: either it is still in its place, and its new age is seen here once it is set
 * aside; or it is aside already, and whoever puts finds none and writes it anew.
 * @param aside a path on the same disk at which there is nothing
 * @returns false, and nothing is done, when the file was written or touched within the last `minAgeMs`
 */
export async function removeFile(file: string, aside: string, minAgeMs: number): Promise<boolean> {
  if ((await ageOf(file)) < minAgeMs) return false;
  try {
    await rename(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw error;
  }
  if ((await ageOf(aside)) < minAgeMs) {
    await rename(aside, file);
    return false;
  }
  await rm(aside, { force: true });
  return true;
}

/** The files below `<folder>/sha256`; what has another name than an artifact is left out. */
export async function* listFiles(folder: string): AsyncGenerator<{ digest: string; ageMs: number }> {
  const root = join(folder, 'sha256');
  for (const shard of await namesIn(root)) {
    if (!SHARD.test(shard)) continue;
    for (const hex of await namesIn(join(root, shard))) {
      if (HEX.test(hex)) yield { digest: `sha256:${hex}`, ageMs: await ageOf(join(root, shard, hex)) };
    }
  }
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(absent([]));

/** Of a file that is gone: old enough. */
const ageOf = (file: string): Promise<number> =>
  lstat(file).then(({ mtimeMs }) => Date.now() - mtimeMs, absent(Number.POSITIVE_INFINITY));

const absent =
  <T>(instead: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === 'ENOENT') return instead;
    throw error;
  };
