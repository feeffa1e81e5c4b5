import { type Signal, signal } from '@preact/signals';
import type { ActivationColumns, Client, MetricColumns } from '../../../client/index.ts';
import { LearndError } from '../../../client/index.ts';
import { hasEnded } from '../../../shared/lifecycle.ts';
import type { Run } from '../../../shared/resources.ts';
import { type Look, lookOf } from '../../compare/looks.ts';
import { metricParting } from '../../compare/parting.ts';
import { type Found, NOTHING, type ReadWindow, searchParting } from '../../compare/parting-search.ts';
import { explain } from '../../connection.ts';

/** A run as it is compared: under a letter, with a look of its own. */
export type Member = {
  run: Run;
  letter: string;
  /** Letter and name. */
  label: string;
  look: Look;
  train: MetricColumns;
  activations: ActivationColumns;
};

const METRIC_POINTS = 1500;
const ACTIVATION_POINTS = 400;
const REFRESH_MS = 3000;
const MAX_LABEL = 40;

/** Several runs beside each other, read anew while one of them goes on. */
export class Comparison {
  readonly members: Signal<readonly Member[]> = signal([]);
  /** What cannot be compared, in sentences. */
  readonly faults: Signal<readonly string[]> = signal([]);
  readonly isRead = signal(false);
  /** Where each run parts from the first, by its id. */
  readonly partings: Signal<ReadonlyMap<string, Found>> = signal(new Map());
  readonly #client: Client;
  readonly #ids: readonly string[];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(client: Client, ids: readonly string[]) {
    this.#client = client;
    this.#ids = ids;
  }

  /** Reads all, and again until every run has ended. @throws never: what goes wrong is told by `faults` */
  async open(): Promise<void> {
    if (document.hidden && this.isRead.value) return this.#again();
    const read = await Promise.allSettled(this.#ids.map((id, i) => this.#read(id, i)));
    if (this.#isClosed) return;
    const members = read.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    this.members.value = members;
    this.faults.value = read.flatMap((one, i) =>
      one.status === 'rejected' ? [sentenceOf(one.reason, this.#ids[i]!)] : [],
    );
    this.isRead.value = true;
    await this.#part(members).catch((error) => {
      this.faults.value = [...this.faults.value, explain(error)];
    });
    const goesOn = members.some(({ run }) => !hasEnded(run.state)) || read.some(isPassing);
    if (goesOn) this.#again();
  }

  #again(): void {
    if (!this.#isClosed) this.#timer = setTimeout(() => this.open(), REFRESH_MS);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  async #read(id: string, place: number): Promise<Member> {
    const run = await this.#client.runs.get(id);
    const [train, activations] = await Promise.all([
      this.#client.metrics(id, { split: 'train', points: METRIC_POINTS }),
      this.#client.activations(id, { points: ACTIVATION_POINTS }),
    ]);
    const letter = 'ABCDEF'.charAt(place);
    const label = `${letter} ${run.name ?? run.id}`;
    const short = label.length > MAX_LABEL ? `${label.slice(0, MAX_LABEL - 1)}…` : label;
    return { run, letter, label: short, look: lookOf(place), train, activations };
  }

  /** Batches and what was seen in their layers are kept together: what metrics tell of can be compared. */
  async #part([first, ...others]: readonly Member[]): Promise<void> {
    for (const other of others) {
      const key = other.run.id;
      const end = Math.min(endOf(first!), endOf(other));
      const before = this.partings.value.get(key) ?? NOTHING;
      // Fewer batches than before: it went back, and what comes may be something else.
      const from = before.until > end ? NOTHING : before;
      const told = (found: Found) => {
        if (!this.#isClosed) this.partings.value = new Map(this.partings.value).set(key, found);
      };
      const found = await searchParting(this.#window(first!.run.id), this.#window(key), end, from, told);
      if (this.#isClosed) return;
      if (found.layers?.length === 0 && found.parting === null) {
        told({ ...found, parting: await this.#partMetrics(first!.run.id, key), until: end, shared: end });
      }
    }
  }

  async #partMetrics(one: string, other: string) {
    const [a, b] = await Promise.all(
      [one, other].map((id) => this.#client.metrics(id, { names: 'loss,accuracy' })),
    );
    return metricParting(a!, b!);
  }

  #window =
    (id: string): ReadWindow =>
    (from, to) =>
      this.#client.activations(id, { from, to });
}

const endOf = ({ train }: Member): number => (train.step.at(-1) ?? -1) + 1;

/** No answer, or not now: worth another try. */
const isPassing = (one: PromiseSettledResult<unknown>): boolean =>
  one.status === 'rejected' && !(one.reason instanceof LearndError && one.reason.status < 429);

function sentenceOf(error: unknown, id: string): string {
  const isUnknown = error instanceof LearndError && error.status === 404;
  return isUnknown ? `There is no run ${id}: it may have been deleted.` : `${id}: ${explain(error)}`;
}
