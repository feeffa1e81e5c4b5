import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Longer than any write takes, in ms. */
const STALE_MS = 60 * 60 * 1000;
const NAME = /^(\d+)-[0-9a-f]{16}\.tmp$/;

/** A path that no other process and no other write has. */
export const temporary = (folder: string): string =>
  join(folder, `${process.pid}-${randomBytes(8).toString('hex')}.tmp`);

/**
 * Removes what writes left behind that never ended. Server and trainers share the folder: a file whose process lives is
 * being written, unless it is old (another process may have got the number of a dead one).
 */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = NAME.exec(name)?.[1];
    if (pid === undefined) continue;
    const file = join(folder, name);
    if (!isAlive(Number(pid)) || (await ageMs(file)) > STALE_MS) await rm(file, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process of another user is there, but not ours to signal.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** 0 when it was renamed meanwhile. */
const ageMs = (file: string): Promise<number> =>
  stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
