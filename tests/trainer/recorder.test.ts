import { describe, expect, test } from 'vitest';
import { crossEntropy, tf } from '../../server/engine/index.ts';
import {
  ActivationStats,
  Callback,
  Cancel,
  cnn,
  GeneralReLU,
  ImageLoader,
  type Learner,
  Metrics,
  Random,
  SGD,
  StopOnNonFinite,
  TrainLearner,
} from '../../server/learner/index.ts';
import { Recorder } from '../../server/trainer/recorder.ts';
import type { TrainerEntry } from '../../shared/trainer.ts';
import { onWasm } from '../learner/wasm.ts';

/** Trains a tiny network for two epochs of 5 batches with a recorder, and returns what that said. */
async function record(every: number, ...others: Callback[]): Promise<TrainerEntry[]> {
  const said: TrainerEntry[] = [];
  const hooks = { layers: 'activations' as const, every, bins: 8, max: 10 };
  const metrics = new Metrics();
  const stats = new ActivationStats(hooks);
  const model = cnn(
    { inputs: 1, classes: 2, filters: [3, 4], activation: () => new GeneralReLU() },
    new Random(3),
  );
  const learner = new TrainLearner({
    model,
    lossFunction: crossEntropy,
    optimizer: (parameters) => new SGD(parameters, { lr: 0.05 }),
    callbacks: [
      metrics,
      stats,
      new Recorder({ metrics, stats, health: null, hooks }, (entries) => said.push(...entries)),
      new StopOnNonFinite(),
      ...others,
    ],
  });
  const images = {
    images: Uint8Array.from({ length: 10 * 64 }, (_, i) => (i * 37) % 256),
    labels: Uint8Array.from({ length: 10 }, (_, i) => i % 2),
    shape: [10, 8, 8, 1] as [number, number, number, number],
  };
  try {
    await learner.fit(2, { train: new ImageLoader(images, { batchSize: 2 }) });
  } catch (error) {
    said.push({ type: 'log', level: 'error', message: (error as Error).message });
  }
  model.dispose();
  return said;
}

const steps = (said: TrainerEntry[]): number[] =>
  said.flatMap((entry) => (entry.type === 'batches' ? Array.from(entry.loss, (_, i) => entry.from + i) : []));
const watched = (said: TrainerEntry[]): [number, number][] =>
  said.flatMap((entry) =>
    entry.type === 'activations'
      ? Array.from(entry.layers['0.1']!.mean, (mean, i): [number, number] => [
          entry.from + i * entry.every,
          mean,
        ])
      : [],
  );

describe('Recorder', () => {
  onWasm(1);

  test.each([1, 2, 3, 7])(
    'says every batch once, and every %i-th batch of activations, across epochs',
    async (every) => {
      const said = await record(every);
      const all = Array.from({ length: 10 }, (_, i) => i);
      expect(steps(said)).toEqual(all);
      expect(watched(said).map(([step]) => step)).toEqual(all.filter((step) => step % every === 0));
      expect(said.filter(({ type }) => type === 'epoch')).toHaveLength(2);
    },
  );

  test('the batch that makes a run fail is told at its own step, with its loss and its activations', async () => {
    class Poison extends Callback {
      override beforeBatch({ steps, model }: Learner): void {
        if (steps.train !== 3) return;
        const [, slot] = [...model.namedParameters()][0]!;
        slot.value.assign(tf.fill(slot.value.shape, Number.NaN));
      }
    }
    const said = await record(1, new Poison());
    expect(steps(said)).toEqual([0, 1, 2, 3]);
    expect(watched(said).map(([step, mean]) => [step, Number.isFinite(mean)])).toEqual([
      [0, true],
      [1, true],
      [2, true],
      [3, false],
    ]);
    expect(said.at(-1)).toMatchObject({
      message: expect.stringMatching(
        /NaN at training batch 3: first not finite in layer 0\.0 \(Conv2d\), whose weights are already/,
      ),
    });
  });

  test('a batch that is left early makes a hole, never a shift', async () => {
    class Skip extends Callback {
      override afterPredict({ steps }: Learner): void {
        if (steps.train === 2) throw new Cancel('batch');
      }
    }
    const said = await record(1, new Skip());
    expect(steps(said)).toEqual([0, 1, 3, 4, 5, 6, 7, 8, 9]);
    expect(watched(said).map(([step]) => step)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
