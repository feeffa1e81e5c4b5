import { parseArgs } from 'node:util';
import { LADDER, type Rung } from '../../client/presets/index.ts';

export type Options = { url: string | null; rungs: readonly Rung[]; mini: boolean };

export const USAGE = `npm run ladder -- [options]
  --url URL     a running server; unless said, one is started for this and ended
  --only KEYS   these rungs, separated by commas: ${LADDER.map(({ key }) => key).join(', ')}
  --all         also the rungs that take long on a CPU
  --mini        on the bundled subset, one epoch each: whether it runs, not how good it gets`;

/** @throws Error with what to type instead */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      url: { type: 'string' },
      only: { type: 'string' },
      all: { type: 'boolean', default: false },
      mini: { type: 'boolean', default: false },
    },
  });
  const { url = null, only, all, mini } = values;
  if (only === undefined) return { url, mini, rungs: LADDER.filter(({ isLong }) => all || !isLong) };
  const keys = only.split(',').map((key) => key.trim());
  const unknown = keys.filter((key) => !LADDER.some((rung) => rung.key === key));
  if (unknown.length > 0) throw new Error(`there is no rung ${unknown.join(', ')}`);
  const wanted = new Set(
    keys.flatMap((key) => [key, ...LADDER.flatMap((rung) => (rung.key === key && rung.after) || [])]),
  );
  return { url, mini, rungs: LADDER.filter(({ key }) => wanted.has(key)) };
}
