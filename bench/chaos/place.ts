import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Room for the database and the checkpoints of all runs, so little that it can be filled at once. */
const MIB = 256;
const CHUNK = new Uint8Array(1024 * 1024);

export type Place = {
  /** The service's data. */
  folder: string;
  /** Where its server logs to: not on the small disk. */
  log: string;
  /** How the disk is small: a file system of its own, or the service's own quota. */
  kind: 'tmpfs' | 'quota';
  /** Leaves no room. @returns what gives it back; null where the disk is everybody's */
  fill(): Promise<(() => Promise<void>) | null>;
  remove(): void;
};

/** A folder on a small disk of its own, where mounting is allowed. */
export function openPlace(): Place {
  const root = mkdtempSync(path.join(tmpdir(), 'learnd-chaos-'));
  const kind = mount(root) ? 'tmpfs' : 'quota';
  const filler = path.join(root, 'filler');
  return {
    folder: path.join(root, 'data'),
    log: `${root}.log`,
    kind,
    async fill() {
      if (kind !== 'tmpfs') return null;
      await writeUntilFull(filler);
      return () => rm(filler, { force: true });
    },
    remove() {
      if (kind === 'tmpfs') execFileSync('umount', ['--lazy', root]);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** What a service that shares its disk is told instead. */
export const quotaOf = ({ kind }: Place): Record<string, string> =>
  kind === 'quota' ? { LEARND_DISK_QUOTA: String(MIB * 1024 ** 2) } : {};

function mount(root: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${MIB}m`, 'learnd-chaos', root], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function writeUntilFull(file: string): Promise<void> {
  const handle = await open(file, 'w');
  try {
    for (;;) await handle.write(CHUNK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    await handle.close();
  }
}
