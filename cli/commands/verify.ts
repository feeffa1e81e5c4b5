import { readArguments, UsageError } from '../usage.ts';
import type { Command } from './command.ts';
import { runEntry } from './entry.ts';

const SERVER = 'http://127.0.0.1:7070';

export const verify: Command = {
  name: 'verify',
  summary: 'train the beginning of a run again and compare every loss',
  help: `Usage: learnd verify RUN [--url URL] [--epochs N]

Asks a server for a run, trains its first epochs again on this machine, and compares the losses batch by batch, bit
for bit. What differs is told, with the part of the run's receipt that is not as it was: job, data, code, device.

  --url URL     the server that has the run (${SERVER}); its token is taken from LEARND_TOKEN
  --epochs N    how many epochs to train again (1)

Ends with 0 when all is identical, 1 when a batch differs, 2 when nothing can be said.`,
  async run(argv) {
    const { values, positionals } = readArguments({
      args: [...argv],
      allowPositionals: true,
      options: { url: { type: 'string', default: SERVER }, epochs: { type: 'string', default: '1' } },
    });
    const [run] = positionals;
    if (!run || positionals.length > 1) throw new UsageError('Name one run: GET /runs lists them.');
    if (!/^https?:\/\//.test(values.url) || !URL.canParse(values.url)) {
      throw new UsageError(`--url must be an address such as ${SERVER}, got "${values.url}".`);
    }
    if (!/^[1-9]\d{0,3}$/.test(values.epochs)) {
      throw new UsageError(`--epochs must be a whole number from 1 to 9999, got "${values.epochs}".`);
    }
    return runEntry('verify', [run, values.url, values.epochs]);
  },
};
