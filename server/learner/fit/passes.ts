import { tf } from '../../engine/index.ts';
import type { Batch, DataLoader } from '../data/data-loader.ts';
import type { Place } from './state.ts';

/** One way through a split; `place` is where it begins, and is written on while it runs. */
export type Pass = { loader: DataLoader; place: Place };

/** The passes of a fit from `start` on: each epoch's training, then its validation, where there is one. */
export function* passesFrom(
  start: Place,
  epochs: number,
  loaders: { train?: DataLoader | undefined; valid?: DataLoader | undefined },
): Generator<Pass> {
  for (let epoch = start.epoch; epoch < epochs; epoch++) {
    const isFirst = epoch === start.epoch;
    for (const training of isFirst && !start.training ? [false] : [true, false]) {
      const loader = training ? loaders.train : loaders.valid;
      const goesOn = isFirst && training === start.training;
      if (loader) yield { loader, place: goesOn ? { ...start } : beginning(epoch, training) };
    }
  }
}

export const beginning = (epoch: number, training: boolean): Place => ({
  epoch,
  training,
  begun: false,
  done: 0,
});

/** An epoch of the loader without its first `done` batches. */
export function batchesFrom(loader: DataLoader, done: number): Iterable<Batch> {
  return loader.from ? loader.from(done) : withoutFirst(loader, done);
}

function* withoutFirst(loader: DataLoader, count: number): Generator<Batch> {
  let seen = 0;
  for (const batch of loader) {
    if (seen++ < count) tf.dispose([batch.x, batch.y]);
    else yield batch;
  }
}
