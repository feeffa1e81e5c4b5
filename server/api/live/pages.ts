import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import type { Store } from '../../store/index.ts';
import { type Frame, frameOf } from './frame.ts';

/** Events of a page: an event of many layers may be a hundred kilobytes. Page n has the seqs from n * PAGE + 1 on. */
const PAGE = 32;
/** Bytes of pages that are kept: readers of one run that are about as far read the journal once. */
const KEPT_BYTES = 16 * 1024 * 1024;
/** Time of reading that replays may take at once, in ms: tens of thousands of events. */
const BURST_MS = 3000;
/** Share of the time that they may take after that, while somebody writes: the rest belongs to the training. */
const SHARE = 0.15;
/** Readers get pages for so long, in ms, before everybody else has a turn: a crowd takes what it is given all at once. */
const SLICE_MS = 5;
/** Without a word of any run for so long, nothing trains. */
const QUIET_MS = 2000;

type Page = { frames: Frame[]; bytes: number };

/**
 * Journals as pages of frames, for readers that replay. One page is read at a time, whoever asks: a crowd of readers
 * waits in line, and neither the writer of the journals nor anybody else waits behind the crowd.
 */
export class Pages {
  readonly #journal: Pick<Store['journal'], 'read'>;
  /** The last ones read, oldest first. Only full ones: those never change. */
  readonly #kept = new Map<string, Page>();
  readonly #asked = new Map<string, Promise<Page>>();
  #bytes = 0;
  #line: Promise<unknown> = Promise.resolve();
  #given: Promise<void> = Promise.resolve();
  #sliceFrom = 0;
  #spentMs = 0;
  #spentAt = 0;
  #writtenAt = Number.NEGATIVE_INFINITY;

  constructor(journal: Pick<Store['journal'], 'read'>) {
    this.#journal = journal;
  }

  /** To be called when something was added to any journal. */
  written(): void {
    this.#writtenAt = performance.now();
  }

  /** Some of the frames after a seq, without holes; none only when the journal has none. */
  async read(run: string, after: number): Promise<Frame[]> {
    const page = Math.floor(after / PAGE);
    // One that others asked for may have been read before what this reader wants was written.
    for (const sought of [this.#asked.get(keyOf(run, page)), undefined]) {
      const { frames } = await (sought ?? this.#page(run, page));
      await this.#place();
      const wanted = frames.filter(({ seq }) => seq > after);
      if (wanted.length > 0 || !sought) return wanted;
    }
    return [];
  }

  /** Resolves for one reader after another. */
  #place(): Promise<void> {
    this.#given = this.#given.then(async () => {
      if (performance.now() - this.#sliceFrom < SLICE_MS) return;
      await turn();
      this.#sliceFrom = performance.now();
    });
    return this.#given;
  }

  async #page(run: string, page: number): Promise<Page> {
    const key = keyOf(run, page);
    const kept = this.#kept.get(key);
    if (kept) return kept;
    const asked = this.#line.then(() => this.#fetch(run, page));
    this.#line = asked.catch(() => {});
    this.#asked.set(key, asked);
    try {
      const read = await asked;
      if (read.frames.length === PAGE) this.#keep(key, read);
      return read;
    } finally {
      if (this.#asked.get(key) === asked) this.#asked.delete(key);
    }
  }

  async #fetch(run: string, page: number): Promise<Page> {
    await this.#pause();
    const from = performance.now();
    const frames = (await this.#journal.read(run, page * PAGE, PAGE)).map(frameOf);
    this.#spentMs += performance.now() - from;
    return { frames, bytes: frames.reduce((sum, { data }) => sum + data.length, 0) };
  }

  /** Everybody else has a turn first, and a longer one when replays took more than their share. */
  async #pause(): Promise<void> {
    await turn();
    const now = performance.now();
    this.#spentMs = Math.max(0, this.#spentMs - (now - this.#spentAt) * SHARE);
    this.#spentAt = now;
    const surplus = this.#spentMs - BURST_MS;
    if (surplus > 0 && now - this.#writtenAt < QUIET_MS) await sleep(surplus / SHARE);
  }

  #keep(key: string, page: Page): void {
    this.#kept.set(key, page);
    this.#bytes += page.bytes;
    for (const [oldest, { bytes }] of this.#kept) {
      if (this.#bytes <= KEPT_BYTES) return;
      this.#kept.delete(oldest);
      this.#bytes -= bytes;
    }
  }
}

const keyOf = (run: string, page: number): string => `${run} ${page}`;
