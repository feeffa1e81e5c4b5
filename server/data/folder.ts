import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type CatalogEntry, type DatasetFile, filesOf } from './catalog.ts';
import { hasCode } from './errors.ts';
import { readVerified } from './verify.ts';

/** Decompressed, verified IDX bytes by the catalog's file name. */
export type Contents = ReadonlyMap<string, Uint8Array>;

/** Path of `file` in `folder`, as published (.gz) or already decompressed; undefined when neither is there. */
export async function locateFile(folder: string, file: DatasetFile): Promise<string | undefined> {
  for (const name of [file.name, file.name.replace(/\.gz$/, '')]) {
    const path = join(folder, name);
    if (await isFile(path)) return path;
  }
  return undefined;
}

/**
 * Reads and verifies a dataset's four files, wherever they came from.
 * @throws Error naming the missing files before anything is read; FileRejected for a wrong one.
 */
export async function readFolder(
  folder: string,
  entry: CatalogEntry,
  signal?: AbortSignal,
): Promise<Contents> {
  const paths = await requireFiles(folder, entry);
  const contents = new Map<string, Uint8Array>();
  for (const [file, path] of paths) contents.set(file.name, await readVerified(path, file, signal));
  return contents;
}

/** Where the four files lie. @throws Error naming those that are missing. */
export async function requireFiles(folder: string, entry: CatalogEntry): Promise<Map<DatasetFile, string>> {
  const found = new Map<DatasetFile, string>();
  const missing: string[] = [];
  for (const file of filesOf(entry)) {
    const path = await locateFile(folder, file);
    if (path === undefined) missing.push(file.name);
    else found.set(file, path);
  }
  if (found.size === 0) throw new Error(`none of the files is in ${folder}`);
  if (missing.length > 0) throw new Error(`${missing.join(', ')} missing in ${folder}`);
  return found;
}

/**
 * Whether the folder seems to hold the dataset, at the cost of a few stats. Only the smallest file (10 KB) is verified:
 * MNIST and Fashion-MNIST have the same file names and sizes, and one must not pass for the other.
 */
export async function seemsToHold(folder: string, entry: CatalogEntry): Promise<boolean> {
  try {
    const paths = await requireFiles(folder, entry);
    const path = paths.get(entry.valid.labels);
    if (path === undefined) return false;
    await readVerified(path, entry.valid.labels);
    return true;
  } catch {
    // Absent, unreadable or wrong all mean the same here; loading says which.
    return false;
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}
