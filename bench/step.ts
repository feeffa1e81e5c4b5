import { availableParallelism } from 'node:os';
import { openDevice } from '../server/engine/index.ts';
import { ActivationStats } from '../server/learner/index.ts';
import { lessonImages, lessonLearner, Stopwatch } from './lesson-model.ts';
import { median } from './median.ts';
import { startPyTorch } from './peers/pytorch.ts';

const ROUNDS = 15;
const CASES = [
  { batchSize: 1024, steps: 6 },
  { batchSize: 256, steps: 20 },
].flatMap((row) => [false, true].map((hooks) => ({ ...row, hooks })));

/** Ms a training step of the lesson's batch-norm model, learnd and PyTorch in turns, as a table in Markdown. */
export async function benchStep(): Promise<string> {
  const threads = availableParallelism();
  const device = await openDevice(['tensorflow', 'wasm'], threads);
  const peer = await startPyTorch(threads);
  const ours = CASES.map((): number[] => []);
  const theirs = CASES.map((): number[] => []);
  for (let round = -1; round < ROUNDS; round++) {
    for (const [i, { batchSize, hooks, steps }] of CASES.entries()) {
      const own = await ownRound(batchSize, hooks, steps);
      const other = typeof peer === 'string' ? Number.NaN : await peer.round(batchSize, hooks, steps);
      // The first round warms both up.
      if (round < 0) continue;
      ours[i]!.push(own);
      theirs[i]!.push(other);
    }
  }
  if (typeof peer !== 'string') peer.stop();

  const rows = CASES.map(({ batchSize, hooks }, i) => {
    const [own, other] = [median(ours[i]!), median(theirs[i]!)];
    return `| ${batchSize} | ${hooks ? 'every batch' : 'none'} | ${own.toFixed(1)} | ${other.toFixed(1)} | ${(own / other).toFixed(2)} |`;
  });
  const cost = [0, 2].map((i) => `+${((median(ours[i + 1]!) / median(ours[i]!) - 1) * 100).toFixed(0)} %`);
  const name = typeof peer === 'string' ? 'PyTorch' : peer.name;
  return [
    `Device ${device.name} (${device.version}), ${device.threads ?? '?'} threads; ${ROUNDS} rounds in turns, medians.`,
    ...(typeof peer === 'string' ? [peer] : []),
    '',
    `| batch | hooks | learnd ms | ${name} ms | ratio |`,
    '| ---: | --- | ---: | ---: | ---: |',
    ...rows,
    '',
    `Hooks cost learnd ${cost[0]} at 1024 and ${cost[1]} at 256.`,
  ].join('\n');
}

async function ownRound(batchSize: number, hooks: boolean, steps: number): Promise<number> {
  const learner = lessonLearner();
  const watch = new Stopwatch();
  const callbacks = hooks ? [watch, new ActivationStats()] : [watch];
  await learner.fit(1, { train: await lessonImages(batchSize, steps), callbacks });
  learner.model.dispose();
  // The first step of a fresh model makes the optimizer's averages.
  return median(watch.times.slice(1));
}
