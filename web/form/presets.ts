import type { JobDraft } from '../../client/index.ts';
import { COURSE_EPOCHS, LADDER, lesson, type Rung } from '../../client/presets/index.ts';

export type Preset = {
  key: string;
  title: string;
  /** Validation accuracy in the course; null: not one of its runs. */
  course: number | null;
  /** What one should know before. */
  note: string | null;
  job: JobDraft;
};
export type PresetGroup = { title: string; presets: readonly Preset[] };

const MINI = 'fashion-mnist-mini';
/** A sixth of the images: smaller batches give it enough steps to learn something. */
const MINI_BATCH = 256;

const whole = ({ key, title, course, job, ...more }: Rung): Preset => ({
  key,
  title,
  course,
  note: noteOf(more),
  job,
});

const small = ({ key, title, job, ...more }: Rung): Preset => ({
  key: `mini-${key}`,
  title,
  course: null,
  note: noteOf(more),
  job: {
    ...job,
    dataset: { ...job.dataset, name: MINI },
    batchSize: Math.min(job.batchSize ?? MINI_BATCH, MINI_BATCH),
  },
});

function noteOf({ after, isLong }: Pick<Rung, 'after' | 'isLong'>): string | null {
  const before = LADDER.find(({ key }) => key === after);
  if (before) return `In the course this goes on from “${before.title}”: to do the same, fork a run of that.`;
  return isLong ? 'Takes minutes to hours on a CPU.' : null;
}

export const PRESETS: readonly PresetGroup[] = [
  {
    title: 'To try: a sixth of the images, seconds on a CPU',
    presets: [
      {
        key: 'lesson',
        title: 'Lesson 17: batch norm, momentum',
        course: null,
        note: null,
        job: lesson({ mini: true, epochs: COURSE_EPOCHS }),
      },
      ...LADDER.map(small),
    ],
  },
  { title: "The course's ladder: all of Fashion-MNIST", presets: LADDER.map(whole) },
];

export const presetOf = (key: string | null): Preset | undefined =>
  PRESETS.flatMap(({ presets }) => presets).find((preset) => preset.key === key);

/** The name of a preset in a list. */
export const captionOf = ({ title, course }: Preset): string =>
  course === null ? title : `${title} (course: ${(course * 100).toFixed(1)} %)`;
