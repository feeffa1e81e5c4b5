import { accessSync, constants, existsSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { ROOM_NEEDED } from '../data-folder.ts';
import { bad, type Finding, good, note } from './finding.ts';

/** Whether a server could keep its data there, how much there is already, and who has it. Writes nothing. */
export async function dataFolderFindings(folder: string): Promise<Finding[]> {
  const isThere = existsSync(folder);
  if (isThere && !statSync(folder).isDirectory())
    return [bad('data', `${folder} is a file: set LEARND_DATA to a folder`)];
  const place = isThere ? folder : nearest(folder);
  try {
    accessSync(place, constants.W_OK | constants.X_OK);
  } catch {
    return [bad('data', `${folder} cannot be written by this user: set LEARND_DATA to another folder`)];
  }
  return [
    isThere
      ? good('data', `${folder}, ${mib(await sizeOf(folder))}${ownerOf(folder)}`)
      : note('data', `${folder} is made at the first start`),
    roomAt(place),
  ];
}

function nearest(folder: string): string {
  const parent = path.dirname(folder);
  return existsSync(parent) || parent === folder ? parent : nearest(parent);
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    // A server may be at work there, and remove one.
    .map((entry) =>
      stat(path.join(entry.parentPath, entry.name)).then(
        (file) => file.size,
        () => 0,
      ),
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** The pid file is there as long as its server is, unless that was killed. */
function ownerOf(folder: string): string {
  try {
    const pid = Number(readFileSync(path.join(folder, 'learnd.lock'), 'utf8'));
    return isAlive(pid) ? `, in use by a server (pid ${pid})` : '';
  } catch {
    return '';
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function roomAt(place: string): Finding {
  const { bavail, bsize } = statfsSync(place);
  const free = bavail * bsize;
  return free < ROOM_NEEDED
    ? bad('room', `${mib(free)} left on its disk, and ${mib(ROOM_NEEDED)} are needed`)
    : good('room', `${mib(free)} left on its disk`);
}

const mib = (bytes: number): string =>
  `${(bytes / 1024 ** 2).toLocaleString('en-US', { maximumFractionDigits: 1 })} MiB`;
