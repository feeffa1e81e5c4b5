import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CatalogEntry, DatasetFile } from './catalog.ts';

/** The folder of one dataset in the cache. */
export function cacheFolder(cacheDir: string, entry: CatalogEntry): string {
  return join(cacheDir, entry.name);
}

/** Where a file lies in the cache. */
export function cachePath(cacheDir: string, entry: CatalogEntry, file: DatasetFile): string {
  return join(cacheFolder(cacheDir, entry), file.name);
}

/** A name beside `target`, on the same file system, that no other process uses. */
export function privateName(target: string, ending: 'part' | 'tmp'): string {
  return `${target}.${process.pid}-${randomBytes(4).toString('hex')}.${ending}`;
}

/**
 * Puts a copy of a verified file into the cache. Copy and rename: a reader sees the whole file or none, and when two
 * processes do this at once the second replaces the first with the same data.
 */
export async function copyIntoCache(from: string, target: string): Promise<void> {
  const temporary = privateName(target, 'tmp');
  try {
    await mkdir(dirname(target), { recursive: true });
    await copyFile(from, temporary);
    await rename(temporary, target);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new Error(`cannot write ${target}: is the cache folder writable, the disk full?`, { cause });
  }
}
