import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { privateName } from './cache-folder.ts';
import { hasCode } from './errors.ts';

/**
 * A half-written download belongs to exactly one fetch: it is claimed by renaming it to a private name, which only one
 * process can do. A fetch that fails gives it back as `<target>.part`. One that crashes leaves its private name behind;
 * after `staleMs` without a write (longer than any idle timeout) its owner is gone, and the next fetch takes it.
 *
 * @returns the private path to write to; it exists when there is something to resume.
 */
export async function claimPart(target: string, staleMs: number): Promise<string> {
  await mkdir(dirname(target), { recursive: true });
  const own = privateName(target, 'part');
  let claimed = false;
  for (const left of [`${target}.part`, ...(await abandonedParts(target, staleMs))]) {
    if (claimed) await rm(left, { force: true });
    else claimed = await renamed(left, own);
  }
  return own;
}

/** Leaves an unfinished part for the next fetch. */
export async function releasePart(own: string, target: string): Promise<void> {
  await renamed(own, `${target}.part`);
}

/** Bytes of a file; 0 when there is none. */
export async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 0;
    throw error;
  }
}

async function abandonedParts(target: string, staleMs: number): Promise<string[]> {
  const folder = dirname(target);
  const found: string[] = [];
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${basename(target)}.`) || !/\.\d+-[0-9a-f]{8}\.part$/.test(name)) continue;
    const path = join(folder, name);
    if ((await ageMs(path)) > staleMs) found.push(path);
  }
  return found;
}

/** Time since the last write; -1 when another process has just taken the file. */
async function ageMs(path: string): Promise<number> {
  try {
    return Date.now() - (await stat(path)).mtimeMs;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return -1;
    throw error;
  }
}

async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}
