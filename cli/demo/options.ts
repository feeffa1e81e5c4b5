import { COURSE_EPOCHS } from '../../client/presets/index.ts';
import { readArguments, UsageError } from '../usage.ts';

export { UsageError } from '../usage.ts';

export const HELP = `Usage: npm run demo -- [options]

Starts a learnd server, trains lesson 17's network on Fashion-MNIST, shows every batch as it comes,
reads the finished run back, and stops the server.

  --mini        10,000 bundled images instead of all 70,000: nothing is downloaded
  --epochs N    how often to go through the training images (${COURSE_EPOCHS})
  --data DIR    data folder of the server, kept afterwards (a new one under ./data)
  --help        this text`;

export type DemoOptions = { mini: boolean; epochs: number; data: string | null; help: boolean };

/** Reads the command line. @throws UsageError, a sentence that names the option. */
export function readOptions(argv: readonly string[]): DemoOptions {
  const { mini, epochs, data, help } = parse(argv);
  if (!/^[1-9]\d{0,3}$/.test(epochs)) {
    throw new UsageError(`--epochs must be a whole number from 1 to 9999, got "${epochs}".`);
  }
  if (data === '') throw new UsageError('--data must name a folder.');
  return { mini, epochs: Number(epochs), data: data ?? null, help };
}

const parse = (argv: readonly string[]) =>
  readArguments({
    args: [...argv],
    options: {
      mini: { type: 'boolean', default: false },
      epochs: { type: 'string', default: String(COURSE_EPOCHS) },
      data: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  }).values;
