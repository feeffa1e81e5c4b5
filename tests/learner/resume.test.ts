import { describe, expect, test } from 'vitest';
import { crossEntropy } from '../../server/engine/index.ts';
import {
  AdamW,
  augment,
  BatchNorm2d,
  Callback,
  Cancel,
  type DataLoader,
  Dropout,
  EarlyStopping,
  GeneralReLU,
  horizontalFlip,
  ImageLoader,
  kaiming,
  type LearnerOptions,
  LRFinder,
  LSUV,
  type Module,
  MomentumLearner,
  Random,
  RMSProp,
  randomCrop,
  randomErase,
  Scheduler,
  Sequential,
  SGD,
  schedules,
  TrainLearner,
} from '../../server/learner/index.ts';
import { story, type World, withoutSeconds } from './retold.ts';
import { tinyImages, tinyModel } from './tiny.ts';
import { onWasm } from './wasm.ts';

const THREE_BATCHES = tinyImages(10);
const TWO_BATCHES = tinyImages(6);
const loader = (shuffle: Random | null, images = THREE_BATCHES): ImageLoader =>
  new ImageLoader(images, { batchSize: 4, shuffle });

/** What any loader of one's own has. */
const plain = (of: ImageLoader): DataLoader => ({
  length: of.length,
  [Symbol.iterator]: () => of[Symbol.iterator](),
});

const norm = (channels: number): Module => new BatchNorm2d(channels);
const options = (model: Module, optimizer: LearnerOptions['optimizer']): LearnerOptions => ({
  model,
  lossFunction: crossEntropy,
  optimizer,
});

const WORLDS: Record<string, () => World> = {
  'dropout, augmentation, batch norm, AdamW and one-cycle': () => {
    const randoms = [new Random(1), new Random(2)];
    const model = new Sequential(tinyModel(undefined, norm), new Dropout(0.3, randoms[0]!));
    const transforms = [randomCrop({ per: 'image' }), horizontalFlip(), randomErase()];
    return {
      learner: new TrainLearner(options(model, (parameters) => new AdamW(parameters, { lr: 0.01 }))),
      epochs: 2,
      randoms,
      options: {
        train: loader(new Random(7)),
        valid: loader(null, TWO_BATCHES),
        callbacks: [augment(transforms, randoms[1]!), new Scheduler(schedules.oneCycle())],
      },
    };
  },
  'gradients that MomentumLearner leaves, a rate per epoch, a rate of the fit': () => ({
    learner: new MomentumLearner(options(tinyModel(), (parameters) => new SGD(parameters, { lr: 0.05 }))),
    epochs: 3,
    randoms: [],
    options: {
      train: loader(new Random(7)),
      valid: loader(null, TWO_BATCHES),
      lr: 0.03,
      callbacks: [new Scheduler(schedules.exponential({ gamma: 0.5 }), { per: 'epoch' })],
    },
  }),
  'LSUV, and early stopping that has waited': () => {
    const model = tinyModel(() => new GeneralReLU({ leak: 0.1, sub: 0.4 }));
    kaiming(model, new Random(5));
    return {
      learner: new TrainLearner(
        options(model, (parameters) => new SGD(parameters, { lr: 0.05, momentum: 0.9 })),
      ),
      epochs: 9,
      randoms: [],
      options: {
        train: loader(new Random(7)),
        valid: loader(null, TWO_BATCHES),
        callbacks: [
          new LSUV({ x: () => [...loader(null, tinyImages(4))][0]! }),
          new EarlyStopping({ patience: 2, minDelta: 9 }),
        ],
      },
    };
  },
  'one generator that shuffles both splits': () => {
    const shuffle = new Random(7);
    return {
      learner: new TrainLearner(options(tinyModel(), (parameters) => new RMSProp(parameters))),
      epochs: 2,
      randoms: [],
      options: { train: loader(shuffle), valid: loader(shuffle, TWO_BATCHES) },
    };
  },
  'loaders that know nothing of it': () => ({
    learner: new TrainLearner(options(tinyModel(), (parameters) => new SGD(parameters, { lr: 0.05 }))),
    epochs: 2,
    randoms: [],
    options: { train: plain(loader(null)), valid: plain(loader(null, TWO_BATCHES)) },
  }),
};

describe('a fit that goes on', () => {
  onWasm();

  test.each(Object.entries(WORLDS))(
    'before any batch is the one that was never stopped: %s',
    async (_, make) => {
      const whole = await story(make);
      expect(whole.kept).toHaveLength(whole.told.length + 1);
      for (const [i, kept] of whole.kept.entries()) {
        const rest = await story(make, kept);
        const { train, valid } = kept.fit.steps;
        // A validation under way begins anew.
        const first = train + valid;
        const begun = whole.told.slice(0, i).findLastIndex(({ split }) => split === 'train') + 1;
        expect(first, `place ${i}`).toBe(kept.fit.place.training ? i : begun);
        expect(rest.told, `batches from ${i}`).toEqual(whole.told.slice(first));
        expect(rest.weights, `weights from ${i}`).toEqual(whole.weights);
        const { length } = rest.epochs;
        expect(rest.epochs, `epochs from ${i}`).toEqual(length > 0 ? whole.epochs.slice(-length) : []);
        // Whatever comes of another interruption follows from this.
        expect(withoutSeconds(rest.kept), `states from ${i}`).toEqual(
          withoutSeconds(whole.kept.slice(first)),
        );
      }
    },
  );

  test('makes no batch that is over, where the loader can do without', async () => {
    let made = 0;
    const counted = loader(null);
    const train: DataLoader = {
      length: counted.length,
      [Symbol.iterator]: () => counted.from(0),
      *from(batch) {
        for (const one of counted.from(batch)) {
          made++;
          yield one;
        }
      },
    };
    const make = (): World => ({
      ...WORLDS['loaders that know nothing of it']!(),
      epochs: 1,
      options: { train },
    });
    const { kept } = await story(make);
    made = 0;
    await story(make, kept[2]);
    expect(made).toBe(1);
  });

  test('finishes a search for a rate with the same curve', async () => {
    const finders: LRFinder[] = [];
    const make = (): World => {
      const finder = new LRFinder({ startLr: 0.01, gamma: 2, maxMult: 1.2 });
      finders.push(finder);
      return {
        learner: new TrainLearner(options(tinyModel(), (parameters) => new SGD(parameters))),
        epochs: 20,
        randoms: [],
        options: { train: loader(new Random(7)), callbacks: [finder] },
      };
    };
    const { kept } = await story(make);
    expect(kept.length).toBeGreaterThan(5);
    for (const state of kept.slice(0, -1)) {
      await story(make, state);
      expect(finders.at(-1)!.result).toEqual(finders[0]!.result);
    }
  });

  test('has a beforeEpoch of its own only where the epoch had none', async () => {
    class Epochs extends Callback {
      begun: string[] = [];
      override beforeEpoch({ epoch, training }: { epoch: number; training: boolean }): void {
        this.begun.push(`${training ? 'train' : 'valid'} ${epoch}`);
      }
    }
    const seen: Epochs[] = [];
    const make = (): World => {
      const world = WORLDS['loaders that know nothing of it']!();
      const epochs = new Epochs();
      seen.push(epochs);
      return { ...world, options: { ...world.options, callbacks: [epochs] } };
    };
    const { kept } = await story(make);
    const all = ['train 0', 'valid 0', 'train 1', 'valid 1'];
    expect(seen[0]!.begun).toEqual(all);
    // 3 training batches, 2 of validation, 3, 2, and the end.
    const expected = [1, 1, 1, 1, 1, 3, 3, 3, 3, 3, 4];
    for (const [i, state] of kept.entries()) {
      await story(make, state);
      expect(seen.at(-1)!.begun, `from ${i}`).toEqual(all.slice(expected[i]!));
    }
  });

  test('says which callbacks it would need', async () => {
    const make = WORLDS['LSUV, and early stopping that has waited']!;
    const { kept } = await story(make);
    const other = WORLDS['loaders that know nothing of it']!;
    await expect(story(other, kept[1])).rejects.toThrow(
      'the state is of a fit with callbacks EarlyStopping, Metrics, this one has Metrics',
    );
  });

  test('a state that JSON cannot keep is told with the name of its callback', async () => {
    class Odd extends Callback {
      override state(): unknown {
        return new Map();
      }
    }
    const make = (): World => {
      const world = WORLDS['loaders that know nothing of it']!();
      return { ...world, options: { ...world.options, callbacks: [new Odd()] } };
    };
    await expect(story(make)).rejects.toThrow('the state of Odd cannot be kept: JSON has no Map');
  });

  test('stopped before its first batch, it begins', async () => {
    class Stop extends Callback {
      override readonly order = -999;
      override beforeBatch(): void {
        throw new Cancel('fit');
      }
    }
    const make = WORLDS['one generator that shuffles both splits']!;
    const stopped = await story(() => {
      const world = make();
      return { ...world, options: { ...world.options, callbacks: [new Stop()] } };
    });
    const whole = await story(make);
    expect((await story(make, stopped.kept.at(-1))).weights).toEqual(whole.weights);
  });
});
