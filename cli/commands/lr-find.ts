import type { JobDraft } from '../../client/index.ts';
import { JobSpec } from '../../shared/spec/job-spec.ts';
import { connect, SERVER_OPTIONS } from '../connection.ts';
import { EXIT } from '../exit-codes.ts';
import { PRESET_HELP, readJob } from '../job-source.ts';
import { colors } from '../render/colors.ts';
import { brief } from '../render/numbers.ts';
import { readSetting, specWith } from '../settings.ts';
import { codeOf, tail } from '../tail.ts';
import { say, sayJson } from '../world.ts';
import { command } from './command.ts';
import { SET } from './submit.ts';

export const lrFind = command({
  name: 'lr-find',
  summary: 'search a learning rate for a job, and draw the curve',
  operands: [{ name: 'FILE|PRESET', kind: 'job' }],
  options: { set: SET, ...SERVER_OPTIONS },
  about: `Trains with a rate that grows batch by batch until the loss breaks out, draws loss over rate, and says which to take.
startLr, gamma, maxMult and maxEpochs can be set. ${PRESET_HELP}`,
  async run({ values: { url, json, set }, operands: [name] }, world) {
    const client = connect(url, world);
    const { job: written, source } = await readJob(name!, world);
    const spec = specWith(searchOf(written), set.map(readSetting), source);
    const job = await client.submit(spec as JobDraft);
    if (json) {
      let ended = null;
      for await (const event of client.watch(job.id)) if (event.type === 'end') ended = event.state;
      const { lrFind, state, error } = await client.runs.get(job.id);
      sayJson(world, { run: job.id, state, error, ...lrFind });
      return ended === 'succeeded' ? EXIT.ok : codeOf(ended as never);
    }
    say(world, `run ${job.id}`);
    return tail(client, job, world, {
      json,
      hint: ({ lrFind: found }) =>
        found?.suggestion
          ? [colors.dim(`learnd submit ${name} --set optimizer.lr=${brief(found.suggestion)}`)]
          : [],
    });
  },
});

/** The search that belongs to a job: all that a search has too; no epochs, no schedule. */
function searchOf(job: unknown): unknown {
  if (typeof job !== 'object' || job === null || Array.isArray(job)) return job;
  const { properties } = JobSpec.anyOf.find((variant) => variant.properties.kind.const === 'lr-find')!;
  const kept = Object.entries(job).filter(([key]) => Object.hasOwn(properties, key));
  const called = 'name' in job && typeof job.name === 'string' ? `rate for ${job.name}`.slice(0, 200) : null;
  return { ...Object.fromEntries(kept), kind: 'lr-find', name: called };
}
