import type { JobDraft } from '../../client/index.ts';
import type { Job } from '../../shared/resources.ts';
import { connect, SERVER_OPTIONS } from '../connection.ts';
import { EXIT } from '../exit-codes.ts';
import { PRESET_HELP, readJob } from '../job-source.ts';
import { readSetting, specWith } from '../settings.ts';
import { tail } from '../tail.ts';
import { UsageError } from '../usage.ts';
import { remark, say, sayJson, type World } from '../world.ts';
import { command } from './command.ts';

/** Of every command that makes a job. */
export const SET = {
  value: 'A.B=C',
  many: true,
  help: 'set a field of the job, such as optimizer.lr=0.1; C is JSON or a word',
} as const;

export const submit = command({
  name: 'submit',
  summary: 'queue a job from a file or a preset, and watch it',
  operands: [{ name: 'FILE|PRESET', kind: 'job' }],
  options: {
    set: SET,
    name: { value: 'TEXT', help: 'what to call the run' },
    tag: { value: 'TAG', many: true, help: 'a tag more' },
    watch: { short: 'w', help: 'follow it to its end; at a terminal it is unless --detach is said' },
    detach: { short: 'd', help: 'only queue it, and print its id' },
    ...SERVER_OPTIONS,
  },
  about: `${PRESET_HELP}

Followed to its end it ends with 0 when the run succeeded, 1 when it failed, 3 when it was cancelled. Ctrl-C asks whether
to leave the run alone or to cancel it; pressed twice it leaves it alone, and ends with 130.`,
  async run({ values, operands: [name] }, world) {
    if (values.watch && values.detach) throw new UsageError('--watch and --detach contradict each other.');
    const client = connect(values.url, world);
    const { job: written, source } = await readJob(name!, world);
    const spec = specWith(written, values.set.map(readSetting), source);
    const job = await client.submit({
      ...spec,
      name: values.name ?? spec.name,
      tags: [...new Set([...spec.tags, ...values.tag])],
    } as JobDraft);
    if (values.detach || !(values.watch || world.stdout.isTTY)) return tellQueued(job, world, values.json);
    if (!values.json) say(world, `run ${job.id}`);
    return tail(client, job, world, values);
  },
});

/** A pipe gets the id alone, so that a script can take it. */
export function tellQueued(job: Job, world: World, json: boolean): number {
  if (json) sayJson(world, job);
  else if (world.stdout.isTTY) say(world, `${job.id} ${placeOf(job)}`, `learnd watch ${job.id}`);
  else {
    say(world, job.id);
    remark(world, placeOf(job));
  }
  return EXIT.ok;
}

const placeOf = ({ state, position }: Job): string =>
  state === 'queued' && position !== null ? `is queued at place ${position}` : `is ${state}`;
