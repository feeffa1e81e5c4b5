import type { Split } from '../../shared/events.ts';
import type { HooksSpec } from '../../shared/spec/hooks.ts';
import type { TrainerEntry } from '../../shared/trainer.ts';
import {
  type ActivationStats,
  Callback,
  type HealthWatch,
  type Learner,
  type Metrics,
} from '../learner/index.ts';
import { activationsEntry, batchesEntry, type Seen } from './columns.ts';

/** How long batches are gathered before they are sent: ten messages a second, however fast the batches. */
const FLUSH_MS = 100;

type Sources = {
  metrics: Metrics;
  stats: ActivationStats | null;
  health: HealthWatch | null;
  hooks: HooksSpec;
};

/** Gathers what the other callbacks saw of each batch and hands it out in columns, and then what was found in them. */
export class Recorder extends Callback {
  /** After Metrics, ActivationStats and HealthWatch, whose words it takes. */
  override readonly order = 10;
  readonly #metrics: Metrics;
  readonly #stats: ActivationStats | null;
  readonly #health: HealthWatch | null;
  readonly #hooks: HooksSpec;
  readonly #say: (entries: TrainerEntry[]) => void;
  #seen: Seen[] = [];
  /** Step of the first batch that is not yet said. */
  #from: number | null = null;
  #isWhole = true;
  #flushed = 0;

  constructor({ metrics, stats, health, hooks }: Sources, say: (entries: TrainerEntry[]) => void) {
    super();
    this.#metrics = metrics;
    this.#stats = stats;
    this.#health = health;
    this.#hooks = hooks;
    this.#say = say;
  }

  override beforeBatch(learn: Learner): void {
    this.#from ??= learn.steps[splitOf(learn)];
    this.#isWhole = false;
  }

  /** Here and not after the batch: the loss that makes a run fail belongs to its record. */
  override afterLoss(learn: Learner): void {
    this.#seen.push({ ...this.#metrics.batch, ...learn.opt.settings });
  }

  override afterBatch(learn: Learner): void {
    this.#isWhole = true;
    if (performance.now() - this.#flushed >= FLUSH_MS) this.flush(learn);
  }

  /** Columns have no holes: what was seen up to a batch that was left early is an entry of its own. */
  override cleanupBatch(learn: Learner): void {
    if (!this.#isWhole) this.flush(learn);
  }

  override afterEpoch(learn: Learner): void {
    this.flush(learn);
    const { epoch, loss, accuracy, seconds } = this.#metrics.epochs.at(-1)!;
    this.#say([{ type: 'epoch', epoch, split: splitOf(learn), loss, accuracy, seconds }]);
  }

  /** An epoch that was left early still tells what it saw. */
  override cleanupEpoch(learn: Learner): void {
    this.flush(learn);
  }

  /** What is found when all is over is said here, unless a checkpoint has asked for it. */
  override cleanupFit(learn: Learner): void {
    this.flush(learn);
  }

  /** Says the batches that are over and not yet said, and what was found; between two batches of an epoch. */
  flush(learn: Learner): void {
    this.#flushed = performance.now();
    const found = this.#health?.drain() ?? [];
    const entries = [
      ...this.#columns(learn),
      ...found.map((finding) => ({ type: 'verdict' as const, ...finding })),
    ];
    if (entries.length > 0) this.#say(entries);
  }

  #columns(learn: Learner): TrainerEntry[] {
    if (this.#from === null) return [];
    const from = this.#from;
    const { epoch } = learn;
    const { every, bins } = this.#hooks;
    const entries: TrainerEntry[] = [];
    if (this.#seen.length > 0) {
      entries.push(batchesEntry({ epoch, split: splitOf(learn), from }, this.#seen));
    }
    if (this.#stats && learn.training) {
      const first = Math.ceil(from / every) * every;
      const entry = activationsEntry({ epoch, from: first, every, bins }, this.#stats.drain());
      if (entry) entries.push(entry);
    }
    this.#seen = [];
    this.#from = null;
    return entries;
  }
}

const splitOf = ({ training }: Learner): Split => (training ? 'train' : 'valid');
