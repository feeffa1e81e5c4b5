import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** Why no file system can be mounted here; null when one can. */
export const noMount: string | null = probe();

function probe(): string | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'learnd-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'learnd', folder], { stdio: 'pipe' });
    execFileSync('umount', [folder]);
    return null;
  } catch (error) {
    return `no tmpfs can be mounted here: ${(error as Error).message}`;
  } finally {
    rmdirSync(folder);
  }
}

/** A disk of its own for this test. */
export function smallDisk(mebibytes: number) {
  const folder = mkdtempSync(path.join(tmpdir(), 'learnd-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'learnd', folder]);
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder]);
    rmdirSync(folder);
  });
  const filler = path.join(folder, 'filler');
  const free = (): number => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  };
  return {
    folder,
    data: path.join(folder, 'data'),
    free,
    /** Leaves so many bytes. */
    fill(left = 0): void {
      const bytes = free() - left;
      try {
        writeFileSync(filler, Buffer.alloc(bytes + (left === 0 ? 65_536 : 0)));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    },
    empty: (): void => rmSync(filler),
    remount: (mode: 'ro' | 'rw'): void =>
      void execFileSync('mount', ['-o', `remount,${mode}`, folder], { stdio: 'pipe' }),
  };
}
