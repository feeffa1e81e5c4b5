import { STATES } from '../../shared/lifecycle.ts';
import { SORTS } from '../../shared/routes/runs.ts';
import type { Query } from '../../shared/routes.ts';
import { connect, SERVER_OPTIONS } from '../connection.ts';
import { EXIT } from '../exit-codes.ts';
import { unfinishedJobs } from '../queue.ts';
import { runRows } from '../render/runs.ts';
import { UsageError } from '../usage.ts';
import { remark, say, sayJson, widthOf } from '../world.ts';
import { command } from './command.ts';

export const ls = command({
  name: 'ls',
  summary: 'list runs, and where they stand',
  operands: [],
  options: {
    state: { value: 'STATE', choices: STATES, help: STATES.join(', ') },
    tag: { value: 'TAG', help: 'those with this tag' },
    name: { value: 'TEXT', help: 'those with this in their name' },
    dataset: { value: 'NAME', help: 'those trained on it' },
    sort: { value: 'KEY', choices: SORTS, help: `${SORTS.join(', ')} (newest first)` },
    limit: { value: 'N', short: 'n', help: 'how many (20)' },
    ...SERVER_OPTIONS,
  },
  about: 'Loss and accuracy are those of the last epoch on the validation set.',
  async run({ values: { url, json, limit = '20', state, sort, ...filters } }, world) {
    if (!/^[1-9]\d{0,2}$/.test(limit) || Number(limit) > 500) {
      throw new UsageError(`--limit must be a whole number from 1 to 500, got "${limit}".`);
    }
    const client = connect(url, world);
    const query = { ...filters, state: choice('state', STATES, state), sort: choice('sort', SORTS, sort) };
    const { items, next } = await client.runs.list({
      ...(Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as Partial<
        Query<'listRuns'>
      >),
      limit: Number(limit),
    });
    const jobs = await unfinishedJobs(client, items);
    if (json) {
      const queued = items.map((run) => {
        const { position = null, progress = null, eta = null } = jobs.get(run.id) ?? {};
        return { ...run, position, progress, eta };
      });
      sayJson(world, { items: queued, next });
      return EXIT.ok;
    }
    if (items.length === 0) remark(world, 'No run: learnd submit makes one.');
    else say(world, ...runRows(items, jobs, widthOf(world)));
    if (next !== null) remark(world, `There are more: --limit N shows them.`);
    return EXIT.ok;
  },
});

function choice<T extends string>(
  name: string,
  choices: readonly T[],
  given: string | undefined,
): T | undefined {
  const found = choices.find((each) => each === given);
  if (given === undefined || found !== undefined) return found;
  throw new UsageError(`--${name} must be one of ${choices.join(', ')}, got "${given}".`);
}
