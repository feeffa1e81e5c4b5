import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A link is not followed, and a pipe that somebody put there does not make the reader wait. Windows has neither. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** What lies there is no file of its own in this folder. */
export class NotOwnFile extends Error {
  override readonly name = 'NotOwnFile';
}

/**
 * Opens a file that lies where its path says: neither it nor its folder is a link to elsewhere.
 * @param file below a real path, without links in it
 * @returns null when there is none
 * @throws NotOwnFile
 */
export async function openFile(file: string): Promise<FileHandle | null> {
  const handle = await open(file, FLAGS).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error.code === 'ELOOP' ? new NotOwnFile(`${file} is a link`, { cause: error }) : error;
  });
  if (!handle) return null;
  try {
    await checkFolder(dirname(file));
    if ((await handle.stat()).isFile()) return handle;
    throw new NotOwnFile(`${file} is no file`);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** @throws NotOwnFile when a folder on the way is a link: what is written there would land elsewhere */
export async function checkFolder(folder: string): Promise<void> {
  const real = await realpath(folder);
  if (real !== folder) throw new NotOwnFile(`${folder} is a link to ${real}`);
}
