import { availableParallelism } from 'node:os';
import { type Device, openDevice, readsAtOnce } from '../server/engine/index.ts';
import { ActivationStats } from '../server/learner/index.ts';
import { median } from './median.ts';
import { images, learnerOf, Stopwatch } from './models.ts';
import { type Peer, type Round, startPyTorch } from './peers/pytorch.ts';

const ROUNDS = 15;

const both = (round: Omit<Round, 'hooks'>): Round[] => [false, true].map((hooks) => ({ ...round, hooks }));
const LESSON = [
  ...both({ model: 'lesson', batchSize: 1024, steps: 6 }),
  ...both({ model: 'lesson', batchSize: 256, steps: 20 }),
];
const RESNET = both({ model: 'resnet', batchSize: 256, steps: 3 });

/** Ms a training step on the CPU, learnd and PyTorch in turns, as a table in Markdown. */
export async function benchStep(): Promise<string> {
  const threads = availableParallelism();
  const device = await openDevice(['tensorflow', 'wasm'], threads);
  return compare([...LESSON, ...RESNET], device, await startPyTorch(threads));
}

/** The same on a GPU by WebGPU, with PyTorch on CUDA beside it where there is one. */
export async function stepsOnGpu(device: Device): Promise<string> {
  return compare([...LESSON, ...RESNET], device, await startPyTorch(1, 'cuda'));
}

async function compare(rounds: readonly Round[], device: Device, peer: Peer | string): Promise<string> {
  const ours = rounds.map((): number[] => []);
  const theirs = rounds.map((): number[] => []);
  for (let turn = -1; turn < ROUNDS; turn++) {
    for (const [i, round] of rounds.entries()) {
      const own = await ownRound(round);
      const other = typeof peer === 'string' ? Number.NaN : await peer.step(round);
      // The first round warms both up.
      if (turn < 0) continue;
      ours[i]!.push(own);
      theirs[i]!.push(other);
    }
  }
  if (typeof peer !== 'string') peer.stop();

  const rows = rounds.map(({ model, batchSize, hooks }, i) => {
    const [own, other] = [median(ours[i]!), median(theirs[i]!)];
    const ratio = typeof peer === 'string' ? '' : (own / other).toFixed(2);
    const cost = hooks ? `+${((own / median(ours[i - 1]!) - 1) * 100).toFixed(0)} %` : '';
    return `| ${model} | ${batchSize} | ${hooks ? 'every batch' : 'none'} | ${own.toFixed(1)} | ${typeof peer === 'string' ? '' : other.toFixed(1)} | ${ratio} | ${cost} |`;
  });
  const name = typeof peer === 'string' ? 'PyTorch' : peer.name;
  return [
    `Device ${device.name} (${device.version})${device.threads === null ? '' : `, ${device.threads} threads`}; ${ROUNDS} rounds in turns, medians.`,
    ...(typeof peer === 'string' ? [peer] : []),
    '',
    `| model | batch | hooks | learnd ms | ${name} ms | ratio | hooks cost |`,
    '| --- | ---: | --- | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}

/** Ms of a step: the median, or on a GPU, where steps do not wait for each other, the mean until all is there. */
async function ownRound({ model, batchSize, hooks, steps }: Round): Promise<number> {
  const learner = learnerOf(model);
  const watch = new Stopwatch();
  const callbacks = hooks ? [watch, new ActivationStats()] : [watch];
  await learner.fit(1, { train: await images(batchSize, steps + 1), callbacks });
  const [parameter] = learner.parameters();
  await parameter!.data();
  const { times, began } = watch;
  const whole = performance.now() - began[1]!;
  learner.model.dispose();
  // The first step of a fresh model makes the optimizer's averages.
  return readsAtOnce() ? median(times.slice(1)) : whole / steps;
}
