import { connect, SERVER_OPTIONS } from '../connection.ts';
import { runIdOf } from '../run-choice.ts';
import { readSetting, specWith } from '../settings.ts';
import { tail } from '../tail.ts';
import { UsageError } from '../usage.ts';
import { say } from '../world.ts';
import { command } from './command.ts';
import { SET, tellQueued } from './submit.ts';

export const fork = command({
  name: 'fork',
  summary: 'queue a new run that goes on from the weights of another',
  operands: [{ name: 'RUN', kind: 'run' }],
  options: {
    set: SET,
    checkpoint: { value: 'DIGEST', help: 'weights to start from (the last): learnd show lists them' },
    'optimizer-state': { help: "go on with the optimizer's averages too" },
    name: { value: 'TEXT', help: 'what to call the new run' },
    watch: { short: 'w', help: 'follow it to its end' },
    ...SERVER_OPTIONS,
  },
  about: `The job is that of RUN with what --set changes in it. DIGEST may be the beginning of one.`,
  async run({ values, operands: [word] }, world) {
    const client = connect(values.url, world);
    const run = await client.runs.get(await runIdOf(client, word!));
    const settings = values.set.map(readSetting);
    // Lists can only be replaced as a whole: what is sent is each field that was set something in, as it is then.
    const changed = specWith(run.spec, settings, 'the run');
    const touched = new Set(settings.map(({ path }) => path[0]!));
    const overrides = Object.fromEntries(Object.entries(changed).filter(([key]) => touched.has(key)));
    const digests = values.checkpoint === undefined ? [] : (await client.checkpoints(run.id)).items;
    const job = await client.fork(run.id, {
      overrides: { ...overrides, ...(values.name !== undefined && { name: values.name }) },
      optimizerState: values['optimizer-state'],
      ...(values.checkpoint !== undefined && { checkpoint: digestOf(values.checkpoint, digests) }),
    });
    if (!values.watch) return tellQueued(job, world, values.json);
    if (!values.json) say(world, `run ${job.id}`);
    return tail(client, job, world, values);
  },
});

/** The whole digest for the beginning of one, with or without `sha256:`. */
export function digestOf(text: string, checkpoints: readonly { artifact: string }[]): string {
  const hex = text.replace(/^sha256:/, '').toLowerCase();
  const found = [...new Set(checkpoints.map(({ artifact }) => artifact))].filter((digest) =>
    digest.startsWith(`sha256:${hex}`),
  );
  if (found.length === 1) return found[0]!;
  throw new UsageError(
    found.length === 0
      ? `--checkpoint ${text}: the run has none that begins like this; learnd show lists them.`
      : `--checkpoint ${text}: several checkpoints begin like this.`,
  );
}
