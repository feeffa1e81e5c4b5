import { parseArgs } from 'node:util';

export type Options = { seconds: number; seed: number };

export const USAGE = `npm run chaos -- [--seconds 300] [--seed N]

Submits jobs to a server of its own and kills server and trainers, lets trainers hang, cuts sockets, fills the disk, pauses,
resumes, cancels, retries and deletes for so many seconds; then checks that nothing was lost and nothing is wrong.`;

/** @throws Error with a sentence about the first mistake */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '300' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  return { seconds: positive('seconds', values.seconds), seed: positive('seed', values.seed) };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} must be 1, 2, …, got "${text}"`);
  return value;
}
