import { resolve } from 'node:path';
import { UsageError } from '../usage.ts';
import { command } from './command.ts';
import { runEntry } from './entry.ts';

export const backup = command({
  name: 'backup',
  summary: 'copy the data folder as it is now, while the server runs',
  operands: [{ name: 'DEST', kind: 'folder', optional: true }],
  options: {
    data: { value: 'DIR', help: 'the data folder to copy (LEARND_DATA, or ./data)' },
    check: { value: 'DIR', help: 'read a backup through instead: database and artifacts' },
    json: { help: 'print JSON instead of text' },
  },
  about: `Copies the database and all artifacts that it refers to into DEST, a folder that does not exist yet or is empty.
A server may work on the data meanwhile. Start a server with LEARND_DATA=DEST to go on from the copy.
Downloaded datasets are not copied: they are fetched again.

Ends with 0 when the backup is whole, 1 when there is none or something is missing in it.`,
  async run({ values: { data, check, json }, operands: [destination] }, world) {
    const form = json ? ['json'] : [];
    if (check !== undefined) {
      if (destination !== undefined || data !== undefined) {
        throw new UsageError('--check names the only folder that is read; leave the rest away.');
      }
      return runEntry('backup', ['check', resolve(check), ...form], world);
    }
    if (destination === undefined) throw new UsageError('Name one folder to put the backup in.');
    const env: Record<string, string> = data === undefined ? {} : { LEARND_DATA: resolve(data) };
    return runEntry('backup', ['take', resolve(destination), ...form], world, env);
  },
});
