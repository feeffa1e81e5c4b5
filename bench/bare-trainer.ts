/** A trainer without recorder or journal: the bare Learner with ActivationStats. Says the seconds of each epoch. */

import { loadDataset } from '../server/data/index.ts';
import { openDevice } from '../server/engine/index.ts';
import { Metrics } from '../server/learner/index.ts';
import { build } from '../server/trainer/build/index.ts';
import { epochsOf } from '../shared/spec/epochs.ts';
import type { ToTrainer } from '../shared/trainer.ts';

process.on('message', async (message: ToTrainer) => {
  if (message.type !== 'train') return;
  const { spec, devices, threads, cacheDir } = message.assignment;
  await openDevice(devices, threads);
  const dataset = await loadDataset(spec.dataset.name, { cacheDir });
  const { learner, train, stats } = build(spec, dataset, { weights: null, optimizer: null });
  const metrics = new Metrics();
  await learner.fit(epochsOf(spec), { train, callbacks: stats ? [metrics, stats] : [metrics] });
  const seconds = metrics.epochs.map((epoch) => epoch.seconds);
  process.send?.({ type: 'seconds', seconds }, undefined, undefined, () => process.exit(0));
});
