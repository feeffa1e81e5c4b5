import type { Client } from '../../client/index.ts';
import { COURSE_ACCURACY, COURSE_EPOCHS } from '../../client/presets/index.ts';
import { epochsOf } from '../../shared/spec/epochs.ts';
import type { Finished } from '../job-run.ts';
import { colors } from '../render/colors.ts';
import { layerLines } from '../render/layers.ts';
import { summaryLines } from '../render/summary.ts';

/** What the run left: its layers as last seen, then its record and its metrics as they are read back over HTTP. */
export async function report(
  client: Client,
  { run, training }: Finished,
  dataDir: string,
): Promise<string[]> {
  const [train, valid] = await Promise.all([
    client.metrics(run.id, { split: 'train' }),
    client.metrics(run.id, { split: 'valid' }),
  ]);
  const { spec } = run;
  const asTheCourse =
    run.state === 'succeeded' && spec.dataset.name === 'fashion-mnist' && epochsOf(spec) === COURSE_EPOCHS;
  const [titles, ...layers] = layerLines(training.layers, spec.hooks.max);
  return [
    ...(titles === undefined ? [] : ['', colors.bold(titles), ...layers]),
    '',
    ...summaryLines({
      run,
      points: { train: train.step.length, valid: valid.step.length },
      course: asTheCourse ? COURSE_ACCURACY : null,
      dataDir,
    }),
  ];
}
