import { readdirSync, readFileSync } from 'node:fs';

export type Process = { pid: number; command: string };

/** The processes that belong to a data folder, by the environment that they inherited. Linux only: it reads /proc. */
export function processesOf(folder: string): Process[] {
  const mark = `\0LEARND_DATA=${folder}\0`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        // Of a process that is dead but not yet waited for, both files are empty.
        if (!`\0${readFileSync(`/proc/${name}/environ`, 'latin1')}`.includes(mark)) return [];
        return [
          {
            pid: Number(name),
            command: readFileSync(`/proc/${name}/cmdline`, 'latin1').replaceAll('\0', ' '),
          },
        ];
      } catch {
        return [];
      }
    });
}
