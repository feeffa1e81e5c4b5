import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { loadDataset } from '../server/data/index.ts';
import { openDevice, tf } from '../server/engine/index.ts';
import { Callback, type Learner } from '../server/learner/index.ts';
import { build } from '../server/trainer/build/index.ts';
import { preparationOf } from '../server/trainer/build/preparation.ts';
import { trainingOf } from '../server/trainer/build/training.ts';
import { check } from '../shared/check.ts';
import { epochsOf } from '../shared/spec/epochs.ts';
import { JobSpec } from '../shared/spec/job-spec.ts';

const EPOCHS = 20;
const MIB = 2 ** 20;

type Seen = { steps: number; tensors: number; wasm: number; heap: number };

/** Notes after each epoch how much there is of everything, once garbage has been collected. */
class Weigh extends Callback {
  readonly seen: Seen[] = [];
  readonly #collect: () => void;
  constructor(collect: () => void) {
    super();
    this.#collect = collect;
  }
  override afterEpoch({ training, steps }: Learner): void {
    if (!training) return;
    this.#collect();
    const { wasm } = tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } };
    const { heapUsed } = process.memoryUsage();
    this.seen.push({
      steps: steps.train,
      tensors: tf.memory().numTensors,
      wasm: wasm.HEAPU8.buffer.byteLength / MIB,
      heap: heapUsed / MIB,
    });
  }
}

/** A training of 20 epochs on the bundled subset, with hooks on every batch and all that is random: what grows? */
export async function benchMemory(): Promise<string> {
  const collect = garbageCollector();
  await openDevice(['wasm'], availableParallelism());
  const checked = check(JobSpec, {
    kind: 'train',
    dataset: { name: 'fashion-mnist-mini' },
    model: { kind: 'cnn', activation: { kind: 'general-relu' }, norm: { kind: 'batch' } },
    init: { kind: 'kaiming' },
    optimizer: { kind: 'adamw', lr: 0.01 },
    augment: [{ kind: 'random-crop', per: 'image' }, { kind: 'horizontal-flip' }, { kind: 'random-erase' }],
    epochs: EPOCHS,
    batchSize: 128,
  });
  if (!checked.ok) throw new Error(JSON.stringify(checked.issues));
  const spec = checked.value;
  const dataset = await loadDataset(spec.dataset.name, { cacheDir: '/nonexistent' });
  const built = build(spec, dataset, { weights: null, optimizer: null });
  const weigh = new Weigh(collect);
  const drain = new (class extends Callback {
    override afterEpoch(): void {
      built.stats?.drain();
    }
  })();
  const more = spec.kind === 'train' ? trainingOf(spec) : [];
  const callbacks = [
    ...preparationOf(spec, built, () => {}),
    ...more,
    ...(built.stats ? [built.stats] : []),
    drain,
    weigh,
  ];
  await built.learner.fit(epochsOf(spec), { train: built.train, valid: built.valid, callbacks });

  // From the second epoch on: the images of the validation come into the heap after the first training.
  const [first, last] = [weigh.seen[1]!, weigh.seen.at(-1)!];
  const row = ({ steps, tensors, wasm, heap }: Seen): string =>
    `| ${steps} | ${tensors} | ${wasm.toFixed(0)} | ${heap.toFixed(1)} |`;
  const some = [0, 1, EPOCHS / 4, EPOCHS / 2, EPOCHS - 1].map((epoch) => weigh.seen[Math.floor(epoch)]!);
  return [
    `The lesson's batch-norm model on the bundled subset, ${EPOCHS} epochs of batch 128 with hooks on every batch and augmentation, as a job has it.`,
    '',
    '| steps | tensors | wasm heap MiB | JS heap MiB after gc |',
    '| ---: | ---: | ---: | ---: |',
    ...some.map(row),
    '',
    `From the second epoch, when the images of both splits are in the heap, to the last: tensors ${last.tensors - first.tensors >= 0 ? '+' : ''}${last.tensors - first.tensors}, wasm heap ${change(first.wasm, last.wasm)}, JS heap ${change(first.heap, last.heap)}.`,
  ].join('\n');
}

const change = (from: number, to: number): string =>
  `${to >= from ? '+' : ''}${((to / from - 1) * 100).toFixed(1)} %`;

/** node has one only behind a flag, which may be set late. */
function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
