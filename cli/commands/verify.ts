import { addressOf, connect, SERVER_OPTIONS } from '../connection.ts';
import { runIdOf } from '../run-choice.ts';
import { UsageError } from '../usage.ts';
import { command } from './command.ts';
import { runEntry } from './entry.ts';

export const verify = command({
  name: 'verify',
  summary: 'train the beginning of a run again and compare every loss',
  operands: [{ name: 'RUN', kind: 'run' }],
  options: {
    epochs: { value: 'N', help: 'how many epochs to train again (1)' },
    ...SERVER_OPTIONS,
  },
  about: `Asks a server for a run, trains its first epochs again on this machine, and compares the losses batch by batch, bit
for bit. What differs is told, with the part of the run's receipt that is not as it was: job, data, code, device.

Ends with 0 when all is identical, 1 when a batch differs, 2 when nothing can be said.`,
  async run({ values: { url, epochs = '1', json }, operands: [run] }, world) {
    const address = addressOf(url, world);
    if (!/^[1-9]\d{0,3}$/.test(epochs)) {
      throw new UsageError(`--epochs must be a whole number from 1 to 9999, got "${epochs}".`);
    }
    const id = await runIdOf(connect(url, world), run!);
    return runEntry('verify', [id, address, epochs, ...(json ? ['json'] : [])], world);
  },
});
