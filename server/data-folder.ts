import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Below this the next checkpoint of a usual model, or the database's write-ahead log, may find no room. In bytes. */
export const ROOM_NEEDED = 32 * 1024 * 1024;

/** What the system says, and what it means for whoever chose the folder. */
const MEANINGS: Record<string, string> = {
  ENOSPC: 'its disk is full; make room, then start again',
  EDQUOT: 'the disk quota of this user is used up; make room, then start again',
  EROFS: 'it is on a file system that can only be read; set LEARND_DATA to a folder on another one',
  EACCES: 'this user may not write there; give it the right, or set LEARND_DATA to another folder',
  EPERM: 'this user may not write there; give it the right, or set LEARND_DATA to another folder',
  EEXIST: 'there is a file of this name; set LEARND_DATA to a folder',
  ENOTDIR: 'a part of the path is a file; set LEARND_DATA to a folder',
};

/** Makes the data folder when it is absent, for this user alone; one that was there keeps the rights that it was given. */
export function makeDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw cannotWrite(folder, whyNoFolder(folder) ?? error);
  }
}

/** On a file system that is read-only, Node says of a recursive mkdir that nothing is there. */
function whyNoFolder(folder: string): unknown {
  for (let at = dirname(folder); at !== dirname(at); at = dirname(at)) {
    if (!existsSync(at)) continue;
    try {
      accessSync(at, constants.W_OK);
      return null;
    } catch (error) {
      return error;
    }
  }
  return null;
}

/** An error that says why a server cannot work in its data folder. */
export function cannotWrite(folder: string, cause: unknown): Error {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  return new Error(`the data folder ${folder} cannot be written: ${MEANINGS[code] ?? message}`, { cause });
}

/** Why the folder can take no more; null when there is room. Costs one call of the system. */
export async function lackOfRoom(folder: string, needed = ROOM_NEEDED): Promise<string | null> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= needed) return null;
  const [left, least] = [free, needed].map((bytes) => `${Math.floor(bytes / 1024 ** 2)} MiB`);
  return `The disk of the data folder (LEARND_DATA) has ${left} left, and ${least} are needed: make room`;
}
