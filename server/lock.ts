import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Keeps a data folder to one server: a second one would take the jobs of the first for left behind. The file holds the
 * owner's pid, so a lock that a killed server left is seen through.
 * @returns a function that gives the folder free
 * @throws Error naming the owner
 */
export function lockFolder(file: string): () => void {
  for (let turn = 0; turn < 3; turn++) {
    try {
      writeFileSync(file, `${process.pid}\n`, { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw new Error(`the data folder cannot be written: ${(error as Error).message}`, { cause: error });
      }
      const owner = Number(readFileSync(file, 'utf8'));
      if (isAlive(owner)) {
        throw new Error(
          `the data folder is in use by another learnd (pid ${owner}); stop it, or set LEARND_DATA to another folder (${file})`,
        );
      }
      rmSync(file, { force: true });
    }
  }
  throw new Error(`the data folder cannot be locked (${file})`);
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
