import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { COURSE_EPOCHS, LADDER, lesson } from '../client/presets/index.ts';
import { UsageError } from './usage.ts';
import type { World } from './world.ts';

/** A job as somebody wrote it, not checked yet, and what to call the place that it comes from. */
export type JobSource = { job: unknown; source: string };

/** Presets that start from nothing: what goes on from another run is a fork. */
const RUNGS = LADDER.filter(({ after }) => after === undefined);
const LESSONS: Record<string, () => unknown> = {
  lesson: () => lesson({ mini: false, epochs: COURSE_EPOCHS }),
  'lesson-mini': () => lesson({ mini: true, epochs: COURSE_EPOCHS }),
};

export const PRESETS: readonly string[] = [...Object.keys(LESSONS), ...RUNGS.map(({ key }) => key)];

export const PRESET_HELP = `FILE is a job in JSON as POST /jobs takes it, - the same from stdin. Presets: ${PRESETS.join(', ')}.`;

/** Reads a job by the name of a preset, from a file, or from stdin (`-`). @throws UsageError */
export async function readJob(name: string, { stdin }: Pick<World, 'stdin'>): Promise<JobSource> {
  const preset = presetOf(name);
  if (preset !== undefined) return { job: preset, source: name };
  const source = name === '-' ? 'stdin' : name;
  const content = name === '-' ? await text(stdin) : await contentOf(name);
  try {
    return { job: JSON.parse(content), source };
  } catch (cause) {
    throw new UsageError(`${source} is not JSON: ${(cause as Error).message}.`, { cause });
  }
}

function presetOf(name: string): unknown {
  if (Object.hasOwn(LESSONS, name)) return LESSONS[name]!();
  const rung = LADDER.find(({ key }) => key === name);
  if (rung?.after === undefined) return rung?.job;
  throw new UsageError(
    `${name} goes on from the weights of ${rung.after}: learnd fork RUN --set epochs=${rung.job.epochs} is its like.`,
  );
}

async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new UsageError(
      code === 'ENOENT'
        ? `There is no file and no preset "${file}". Presets: ${PRESETS.join(', ')}.`
        : `${file} cannot be read: ${message}.`,
      { cause },
    );
  }
}
