import { type Signal, signal } from '@preact/signals';
import type { Client } from '../../client/index.ts';
import type { RunEvent } from '../../shared/events.ts';
import { hasEnded } from '../../shared/lifecycle.ts';
import type { Job, Run } from '../../shared/resources.ts';
import { Pace } from './pace.ts';
import { Story } from './story.ts';
import { createTurns } from './turns.ts';

/** How the page hears of the run. */
export type Line =
  | { kind: 'opening' }
  | { kind: 'live' }
  | { kind: 'lost'; since: number }
  | { kind: 'catching-up'; from: number }
  | { kind: 'caught-up'; events: number; seq: number }
  | { kind: 'ended' }
  | { kind: 'broken'; error: unknown };

/** Rows that are asked for at the opening: about as many as a wide screen has pixels. */
const METRIC_POINTS = 4000;
const ACTIVATION_POINTS = 500;
/** How often the server is asked for progress while something goes on. */
const PROGRESS_MS = 2000;

/** One run as a page follows it: what was before is asked for as columns, what comes is heard event by event. */
export class RunSession {
  readonly id: string;
  readonly story = new Story();
  readonly run: Signal<Run | null> = signal(null);
  readonly job: Signal<Job | null> = signal(null);
  readonly line: Signal<Line> = signal({ kind: 'opening' });
  /** Whether what was before of the layers is here. */
  readonly inside: Signal<'reading' | 'read' | { error: unknown }> = signal('reading');
  /** Goes up at most once a frame, when the story has grown. */
  readonly version = signal(0);
  /** seq of the last event that the opening knew of. */
  opened = 0;
  readonly #client: Client;
  readonly #closing = new AbortController();
  readonly #pace = new Pace(() => this.version.value++);
  #refreshing: Promise<void> | null = null;
  #isListening = false;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(client: Client, id: string) {
    this.#client = client;
    this.id = id;
  }

  /** Opens the run and follows it to its end. @throws never: what goes wrong is told by `line` */
  async open(): Promise<void> {
    this.line.value = { kind: 'opening' };
    clearInterval(this.#timer);
    try {
      await this.#load();
      this.#timer = setInterval(() => this.#askProgress(), PROGRESS_MS);
      await this.listen();
    } catch (error) {
      this.#break(error);
    }
  }

  /** Something was asked of the job: hear what comes of it, also behind an end. */
  goOn(): void {
    this.refresh().catch(() => {});
    this.listen();
  }

  close(): void {
    this.#closing.abort();
    clearInterval(this.#timer);
    this.#pace.stop();
  }

  /** Follows the run from where the story is. Again after its end: it may have been asked to go on. */
  async listen(): Promise<void> {
    if (this.#isListening) return;
    this.#isListening = true;
    try {
      const turn = createTurns();
      const { signal } = this.#closing;
      const onState = (state: 'open' | 'lost') => this.#heard(state);
      for await (const event of this.#client.watch(this.id, { after: this.story.seq, signal, onState })) {
        this.story.apply(event);
        this.#noticed(event);
        await turn();
      }
      await this.refresh();
      this.line.value = { kind: 'ended' };
    } catch (error) {
      this.#break(error);
    } finally {
      this.#isListening = false;
    }
  }

  /** Asks for what events do not tell: facts, best epoch, timing. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#ask().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #ask(): Promise<void> {
    const [run, job] = await Promise.all([this.#client.runs.get(this.id), this.#client.jobs.get(this.id)]);
    for (const { name } of run.facts?.layers ?? []) this.story.layer(name);
    this.run.value = run;
    this.job.value = job;
  }

  async #load(): Promise<void> {
    const client = this.#client;
    // First: whatever the columns say beyond it is heard again.
    await this.#ask();
    const run = this.run.value!;
    this.story.begin(run);
    this.opened = run.lastSeq;
    this.#changed();
    const { story, id } = this;
    // Not waited for: by far the most is said of layers, and the rest can be looked at until then.
    this.inside.value = 'reading';
    client.activations(id, { points: ACTIVATION_POINTS }).then(
      (said) => {
        story.loadActivations(said);
        this.inside.value = 'read';
        this.#changed();
      },
      (error) => {
        this.inside.value = { error };
      },
    );
    const into = async <T>(answer: Promise<T>, take: (answer: T) => void) => {
      take(await answer);
      this.#changed();
    };
    await Promise.all([
      into(client.metrics(id, { split: 'train', points: METRIC_POINTS }), (said) => story.loadMetrics(said)),
      into(client.metrics(id, { split: 'valid', points: METRIC_POINTS }), (said) => story.loadMetrics(said)),
      into(client.events(id, { type: 'log', limit: 500 }), ({ items }) => story.loadLogs(items)),
      run.checkpoint &&
        into(client.checkpoints(id), ({ items }) => {
          story.checkpoints = items;
        }),
    ]);
  }

  #noticed(event: RunEvent): void {
    this.#changed();
    const { line } = this;
    const at = line.value;
    if (at.kind === 'catching-up' && event.seq >= (this.run.value?.lastSeq ?? 0)) {
      line.value = { kind: 'caught-up', events: event.seq - at.from, seq: event.seq };
    }
    const tellsMore = event.type === 'state' || event.type === 'epoch' || event.type === 'end';
    const isFirst = event.type === 'batches' && this.run.value?.facts === null;
    if (tellsMore || isFirst) this.refresh().catch(() => {});
  }

  #heard(state: 'open' | 'lost'): void {
    const at = this.line.value;
    const { seq } = this.story;
    if (state === 'lost') {
      if (at.kind !== 'lost') this.line.value = { kind: 'lost', since: seq };
      return;
    }
    if (at.kind !== 'lost') {
      this.line.value = { kind: 'live' };
      return;
    }
    this.line.value = { kind: 'catching-up', from: at.since };
    this.refresh().then(
      () => this.#settle(),
      () => {},
    );
  }

  /** The journal may not have grown in between, or all of it may have come before its length was known. */
  #settle(): void {
    const at = this.line.value;
    const { seq } = this.story;
    if (at.kind !== 'catching-up' || seq < this.run.value!.lastSeq) return;
    this.line.value = { kind: 'caught-up', events: seq - at.from, seq };
  }

  #changed(): void {
    this.#pace.ask();
  }

  #askProgress(): void {
    if (document.hidden || hasEnded(this.story.state)) return;
    this.#client.jobs.get(this.id).then(
      (job) => {
        this.job.value = job;
      },
      () => {},
    );
  }

  #break(error: unknown): void {
    if (!this.#closing.signal.aborted) this.line.value = { kind: 'broken', error };
  }
}
