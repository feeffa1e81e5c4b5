import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { cannotWrite } from './data-folder.ts';

/**
 * Keeps a data folder to one server: a second one would take the jobs of the first for left behind. The file holds the
 * owner's pid, so a lock that a killed server left is seen through.
 * @returns a function that gives the folder free
 * @throws Error naming the owner
 */
export function lockFolder(file: string): () => void {
  const own = `${file}.${process.pid}`;
  try {
    writeFileSync(own, `${process.pid}\n`);
  } catch (error) {
    // On a full disk the file is there, with nothing in it.
    rmSync(own, { force: true });
    throw cannotWrite(dirname(file), error);
  }
  try {
    // A link appears whole, with its pid: nobody sees a lock that is half written.
    if (!tryLink(own, file)) {
      const owner = Number(readFileSync(file, 'utf8'));
      if (isAlive(owner)) throw inUse(file, `pid ${owner}`);
      rmSync(file, { force: true });
      if (!tryLink(own, file)) throw inUse(file, 'one that started at the same time');
    }
  } finally {
    rmSync(own, { force: true });
  }
  return () => rmSync(file, { force: true });
}

function tryLink(own: string, file: string): boolean {
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

const inUse = (file: string, owner: string): Error =>
  new Error(
    `the data folder is in use by another learnd (${owner}); stop it, or set LEARND_DATA to another folder (${file})`,
  );

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
