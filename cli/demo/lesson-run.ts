import { type Client, LearndError } from '../../client/index.ts';
import { lesson } from '../../client/presets/index.ts';
import { type Finished, type JobRunOptions, runJob } from '../job-run.ts';
import { colors } from '../render/colors.ts';

/**
 * Trains the lesson; where its images cannot be had, says why and trains on the bundled ones instead.
 * @throws what the client throws, but for a refusal of the dataset.
 */
export async function runLesson(
  client: Client,
  asked: { mini: boolean; epochs: number },
  options: JobRunOptions,
): Promise<Finished> {
  if (!asked.mini) {
    const result = await runOnAll(client, asked.epochs, options);
    if ('run' in result) return result;
    options.screen.line(colors.yellow(result.missing));
    options.screen.line('fashion-mnist cannot be had here: going on with the bundled fashion-mnist-mini.');
  }
  return runJob(client, lesson({ mini: true, epochs: asked.epochs }), options);
}

/** The finished run, or why the dataset is missing. */
async function runOnAll(
  client: Client,
  epochs: number,
  options: JobRunOptions,
): Promise<Finished | { missing: string }> {
  const draft = lesson({ mini: false, epochs });
  try {
    const finished = await runJob(client, draft, options);
    const { state, error, facts } = finished.run;
    // Facts are recorded once the images are there: a failure before, with a dataset still not at hand, was for want of it.
    const unbegun = state === 'failed' && facts === null;
    if (unbegun && !(await isAtHand(client, draft.dataset.name)))
      return { missing: error ?? 'no reason given' };
    return finished;
  } catch (error) {
    if (error instanceof LearndError && refusesDataset(error)) return { missing: error.message };
    throw error;
  }
}

async function isAtHand(client: Client, name: string): Promise<boolean> {
  const { items } = await client.datasets();
  return items.some((dataset) => dataset.name === name && dataset.available);
}

const refusesDataset = ({ status, errors }: LearndError): boolean =>
  status === 422 && errors.some(({ path }) => path.startsWith('/dataset'));
