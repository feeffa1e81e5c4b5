import type { RunEvent, Split } from '../shared/events.ts';
import type { EpochRow, RunFacts } from '../shared/resources.ts';
import { type Pace, paced, UNKNOWN_PACE } from './pace.ts';

/** A layer's statistics at its last watched batch. */
export type Layer = {
  name: string;
  mean: number | null;
  std: number | null;
  dead: number | null;
  /** Raw counts by bin. */
  hist: number[];
};

/** What is known of a run by its events so far. */
export type Training = {
  /** Epochs asked for. */
  epochs: number;
  /** Batches of an epoch; null until the run's facts are known. */
  steps: RunFacts['steps'] | null;
  /** The epoch at work, counted from 0 as the journal does. */
  epoch: number;
  /** Batches done over the whole run. */
  done: Record<Split, number>;
  /** Of the last training batch. */
  loss: number | null;
  accuracy: number | null;
  pace: Pace;
  rows: EpochRow[];
  layers: Layer[];
  /** Upper edge of the last bin of their histograms. */
  max: number;
};

/** A training of which nothing is known yet. */
export function unstarted(epochs: number, max = 10): Training {
  return {
    epochs,
    steps: null,
    epoch: 0,
    done: { train: 0, valid: 0 },
    loss: null,
    accuracy: null,
    pace: UNKNOWN_PACE,
    rows: [],
    layers: [],
    max,
  };
}

/** The training after one more event. */
export function advance(training: Training, event: RunEvent): Training {
  switch (event.type) {
    case 'batches':
      return withBatches(training, event);
    case 'activations': {
      const layers = Object.entries(event.layers).map(([name, { mean, std, dead, hist }]) => ({
        name,
        mean: mean.at(-1) ?? null,
        std: std.at(-1) ?? null,
        dead: dead.at(-1) ?? null,
        hist: hist.at(-1) ?? [],
      }));
      return { ...training, layers };
    }
    case 'epoch': {
      const { epoch, split, loss, accuracy, seconds } = event;
      const row = training.rows.find((known) => known.epoch === epoch) ?? { epoch, train: null, valid: null };
      const others = training.rows.filter((known) => known.epoch !== epoch);
      return { ...training, rows: [...others, { ...row, [split]: { loss, accuracy, seconds } }] };
    }
    case 'rewind':
      return rewound(training, event.step);
    default:
      return training;
  }
}

/** Training and validation batches of the whole run; null until known. */
export function totalBatches({ epochs, steps }: Training): number | null {
  return steps && epochs * (steps.train + steps.valid);
}

export const batchesDone = ({ done }: Training): number => done.train + done.valid;

function withBatches(training: Training, event: Extract<RunEvent, { type: 'batches' }>): Training {
  const done = { ...training.done, [event.split]: event.from + event.loss.length };
  const pace = paced(training.pace, { time: Date.parse(event.time), done: done.train + done.valid });
  const scores = { loss: event.loss.at(-1) ?? null, accuracy: event.accuracy.at(-1) ?? null };
  return { ...training, epoch: event.epoch, done, pace, ...(event.split === 'train' && scores) };
}

/** Back to a step: later batches and epochs come again, and the pause in between is no pace. */
function rewound(training: Training, step: number): Training {
  const epoch = training.steps ? Math.floor(step / training.steps.train) : 0;
  return {
    ...training,
    epoch,
    done: { train: step, valid: epoch * (training.steps?.valid ?? 0) },
    pace: UNKNOWN_PACE,
    rows: training.rows.filter((row) => row.epoch < epoch),
  };
}
