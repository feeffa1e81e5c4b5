import { Callback } from '../callback.ts';
import type { Learner } from '../learner.ts';
import type { EpochScore, Metrics } from './metrics.ts';

type Row = { epoch: number; train?: EpochScore; valid?: EpochScore };

/**
 * A table of the epochs, one line each when it is over, as fastai prints it: losses, accuracies and whatever else
 * `metrics` measures, of training and validation, and the seconds of both. `metrics` must be a callback of the same fit.
 */
export class Progress extends Callback {
  /** After Metrics, whose epochs it takes. */
  override readonly order = 20;
  override readonly stateName = 'Progress';
  readonly #metrics: Metrics;
  readonly #print: (line: string) => void;
  #row: Row | null = null;
  #hasHead = false;

  constructor(metrics: Metrics, print: (line: string) => void = console.log) {
    super();
    this.#metrics = metrics;
    this.#print = print;
  }

  override beforeFit(): void {
    this.#row = null;
    this.#hasHead = false;
  }

  /** The line that is not yet printed. */
  override state(): Row | null {
    return this.#row;
  }

  override loadState(row: Row | null): void {
    this.#row = row;
  }

  /** Whether a validation follows is known only when the next epoch begins, or the fit ends. */
  override beforeEpoch({ training }: Learner): void {
    if (training) this.#flush();
  }

  override afterEpoch({ training, epoch }: Learner): void {
    this.#row ??= { epoch };
    this.#row[training ? 'train' : 'valid'] = this.#metrics.epochs.at(-1)!;
    if (!training) this.#flush();
  }

  override cleanupFit(): void {
    this.#flush();
  }

  #flush(): void {
    if (!this.#row) return;
    const { epoch, train, valid } = this.#row;
    const names = ['loss', 'accuracy', ...this.#metrics.names];
    const heads = ['epoch', ...names.flatMap((name) => [`train-${name}`, `valid-${name}`]), 'seconds'];
    const print = (cells: string[]): void => this.#print(cells.map(aligned(heads)).join('  '));
    if (!this.#hasHead) print(heads);
    this.#hasHead = true;
    const values = names.flatMap((name) => [shown(train, name), shown(valid, name)]);
    const seconds = (train?.seconds ?? 0) + (valid?.seconds ?? 0);
    print([String(epoch), ...values, seconds.toFixed(2)]);
    this.#row = null;
  }
}

/** To the right, under a head that may be shorter than a number. */
const aligned =
  (heads: string[]) =>
  (cell: string, i: number): string =>
    cell.padStart(Math.max(heads[i]!.length, 7));

function shown(score: EpochScore | undefined, name: string): string {
  if (!score) return '-';
  const value = name === 'loss' || name === 'accuracy' ? score[name] : score.more[name]!;
  return value.toFixed(4);
}
