import type { Split } from '../shared/events.ts';
import type { Activations, Metrics } from '../shared/resources.ts';

/** Metrics of a run as columns of one length, a row a batch. NaN: not finite, or not said of that batch. */
export type MetricColumns = {
  split: Split;
  step: Float64Array;
  epoch: Float64Array;
  /** By name: loss, accuracy; of the training set also lr and momentum. */
  columns: Record<string, Float64Array>;
};

/** Statistics of one layer, a row a watched batch. */
export type LayerColumns = {
  step: Float64Array;
  mean: Float64Array;
  std: Float64Array;
  /** Share of dead values, 0 to 1. */
  dead: Float64Array;
  /** Raw counts of |activation|, shape [rows, bins]: a row's bins lie side by side. */
  hist: Uint32Array;
};

export type ActivationColumns = {
  bins: number;
  /** Upper edge of the last bin. */
  max: number;
  /** By PyTorch's module path, in forward order. */
  layers: Record<string, LayerColumns>;
};

export const metricColumns = ({ split, step, epoch, columns }: Metrics): MetricColumns => ({
  split,
  step: Float64Array.from(step),
  epoch: Float64Array.from(epoch),
  columns: mapped(columns, numbers),
});

export const activationColumns = ({ bins, max, layers }: Activations): ActivationColumns => ({
  bins,
  max,
  layers: mapped(layers, ({ step, mean, std, dead, hist }) => ({
    step: Float64Array.from(step),
    mean: numbers(mean),
    std: numbers(std),
    dead: numbers(dead),
    hist: rows(hist, bins),
  })),
});

/** JSON has null for what is not finite. */
const numbers = (column: readonly (number | null)[]): Float64Array =>
  Float64Array.from(column, (value) => value ?? Number.NaN);

function rows(hist: readonly (readonly number[])[], bins: number): Uint32Array {
  const counts = new Uint32Array(hist.length * bins);
  for (const [i, row] of hist.entries()) counts.set(row, i * bins);
  return counts;
}

const mapped = <T, U>(record: Record<string, T>, to: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value)]));
