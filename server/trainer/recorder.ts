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

/** Of which batches the gathered ones are: consecutive ones of one epoch and split, from number `from` on. */
type Span = { epoch: number; split: Split; from: number };

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
  #span: Span | null = null;
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
    const split = splitOf(learn);
    const span = { epoch: learn.epoch, split, from: learn.steps[split] };
    this.#isWhole = false;
    // Whatever is done to the record is done when the batch is read: in between nobody knows what it will say.
    learn.read([], () => {
      this.#span ??= span;
    });
  }

  /** Here and not after the batch: the loss that makes a run fail belongs to its record. */
  override afterLoss(learn: Learner): void {
    const settings = { ...learn.opt.settings };
    learn.read([], () => this.#seen.push({ ...this.#metrics.batch, ...settings }));
  }

  override afterBatch(): void {
    this.#isWhole = true;
  }

  /** Columns have no holes: what was seen up to a batch that was left early is an entry of its own. */
  override cleanupBatch(learn: Learner): void {
    if (!this.#isWhole) learn.read([], () => this.flush());
  }

  override betweenBatches(): void {
    if (performance.now() - this.#flushed >= FLUSH_MS) this.flush();
  }

  override afterEpoch(learn: Learner): void {
    this.flush();
    const { epoch, loss, accuracy, seconds } = this.#metrics.epochs.at(-1)!;
    this.#say([{ type: 'epoch', epoch, split: splitOf(learn), loss, accuracy, seconds }]);
  }

  /** An epoch that was left early still tells what it saw. */
  override cleanupEpoch(): void {
    this.flush();
  }

  /** What is found when all is over is said here, unless a checkpoint has asked for it. */
  override cleanupFit(): void {
    this.flush();
  }

  /** Says the batches that are over and not yet said, and what was found; between two batches of an epoch. */
  flush(): void {
    this.#flushed = performance.now();
    const found = this.#health?.drain() ?? [];
    const entries = [
      ...this.#columns(),
      ...found.map((finding) => ({ type: 'verdict' as const, ...finding })),
    ];
    if (entries.length > 0) this.#say(entries);
  }

  #columns(): TrainerEntry[] {
    if (!this.#span) return [];
    const { epoch, split, from } = this.#span;
    const { every, bins } = this.#hooks;
    const entries: TrainerEntry[] = [];
    if (this.#seen.length > 0) entries.push(batchesEntry({ epoch, split, from }, this.#seen));
    if (this.#stats && split === 'train') {
      const first = Math.ceil(from / every) * every;
      const entry = activationsEntry({ epoch, from: first, every, bins }, this.#stats.drain());
      if (entry) entries.push(entry);
    }
    this.#seen = [];
    this.#span = null;
    return entries;
  }
}

const splitOf = ({ training }: Learner): Split => (training ? 'train' : 'valid');
