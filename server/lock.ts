import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Libsql from 'libsql';
import { cannotWrite } from './data-folder.ts';

/**
 * Keeps a data folder to one server: a second one would take the jobs of the first for left behind. The lock is SQLite's
 * on a file beside, which the system takes back from a process that dies: a pid alone could by then be anybody's. `file`
 * has the pid, for people.
 * @returns a function that gives the folder free
 * @throws Error naming the owner
 */
export function lockFolder(file: string): () => void {
  const lock = take(file);
  try {
    writeFileSync(file, `${process.pid}\n`);
  } catch (error) {
    // On a full disk the file is there, with nothing in it.
    rmSync(file, { force: true });
    lock.exec('ROLLBACK');
    throw cannotWrite(dirname(file), error);
  }
  return () => {
    rmSync(file, { force: true });
    lock.exec('ROLLBACK');
  };
}

function take(file: string): Libsql.Database {
  let lock: Libsql.Database | undefined;
  try {
    lock = new Libsql(`${file}.db`, { timeout: 0 });
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    if ((error as { code?: string }).code === 'SQLITE_BUSY') throw inUse(file);
    // SQLite names no reason: a file of Node's own has one.
    probe(file);
    throw cannotWrite(dirname(file), error);
  }
}

/** @throws Error with the reason of the system why nothing can be written beside `file` */
function probe(file: string): void {
  const own = `${file}.${process.pid}`;
  try {
    writeFileSync(own, `${process.pid}\n`);
  } catch (error) {
    throw cannotWrite(dirname(file), error);
  } finally {
    rmSync(own, { force: true });
  }
}

function inUse(file: string): Error {
  return new Error(
    `the data folder is in use by another learnd (${ownerOf(file)}); stop it, or set LEARND_DATA to another folder (${file})`,
  );
}

function ownerOf(file: string): string {
  try {
    return `pid ${readFileSync(file, 'utf8').trim()}`;
  } catch {
    return 'one that starts or ends just now';
  }
}
