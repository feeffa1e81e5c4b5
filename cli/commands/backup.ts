import { resolve } from 'node:path';
import { readArguments, UsageError } from '../usage.ts';
import type { Command } from './command.ts';
import { runEntry } from './entry.ts';

export const backup: Command = {
  name: 'backup',
  summary: 'copy the data folder as it is now, while the server runs',
  help: `Usage: learnd backup [--data DIR] DEST
       learnd backup --check DIR

Copies the database and all artifacts that it refers to into DEST, a folder that does not exist yet or is empty.
A server may work on the data meanwhile. Start a server with LEARND_DATA=DEST to go on from the copy.
Downloaded datasets are not copied: they are fetched again.

  --data DIR   the data folder to copy (LEARND_DATA, or ./data)
  --check DIR  read a backup through instead: database and artifacts

Ends with 0 when the backup is whole, 1 when there is none or something is missing in it.`,
  async run(argv) {
    const { values, positionals } = readArguments({
      args: [...argv],
      allowPositionals: true,
      options: { data: { type: 'string' }, check: { type: 'string' } },
    });
    if (values.data === '' || values.check === '')
      throw new UsageError('--data and --check must name a folder.');
    if (values.check !== undefined) {
      if (positionals.length > 0 || values.data !== undefined) {
        throw new UsageError('--check names the only folder that is read; leave the rest away.');
      }
      return runEntry('backup', ['check', resolve(values.check)]);
    }
    const [destination] = positionals;
    if (!destination || positionals.length > 1) throw new UsageError('Name one folder to put the backup in.');
    const env: Record<string, string> =
      values.data === undefined ? {} : { LEARND_DATA: resolve(values.data) };
    return runEntry('backup', ['take', resolve(destination)], env);
  },
};
