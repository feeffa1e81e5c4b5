import { CLOSE, MAX_BUFFERED } from '../../../shared/protocol.ts';
import type { Frame } from './frame.ts';
import { LOW_WATER, type Outlet } from './outlet.ts';
import type { RunTails } from './run-tails.ts';
import type { Tail } from './tail.ts';

/**
 * Brings one reader the journal of one run: everything after its cursor, once and in order. History and live events take
 * the same way; they differ in who sets the pace. History waits for the reader; a reader that had caught up and then
 * falls too far behind loses events, and is told which.
 */
export class RunSubscriber {
  readonly #run: string;
  readonly #outlet: Outlet;
  readonly #tails: RunTails;
  /** seq of the last event that was sent. */
  #cursor: number;
  #isLive = false;

  constructor(run: string, after: number, outlet: Outlet, tails: RunTails) {
    this.#run = run;
    this.#cursor = after;
    this.#outlet = outlet;
    this.#tails = tails;
  }

  /** Resolves when the socket is closing. */
  async pump(): Promise<void> {
    // Watched before the head is read: an append in between is in the tail.
    const { tail, leave } = this.#tails.watch(this.#run, () => this.#outlet.changed.fire());
    try {
      // A tail that has a head belongs to a run that is there, and is up to date.
      if (tail.head === 0) {
        const last = await this.#tails.last(this.#run);
        if (!last) {
          this.#outlet.close(CLOSE.notFound, `no run ${this.#run}: GET /runs lists them`);
          return;
        }
        tail.startAt(last);
      }
      while (this.#outlet.isOpen) await this.#step(tail);
    } finally {
      leave();
    }
  }

  async #step(tail: Tail): Promise<void> {
    if (this.#outlet.buffered > this.#limit) {
      await this.#outlet.drain(!this.#isLive);
      if (this.#isLive && this.#outlet.isOpen) this.#skipTo(tail.head);
      return;
    }
    const frames = tail.after(this.#cursor) ?? (await this.#readJournal());
    if (!frames) {
      this.#outlet.close(CLOSE.notFound, `the run ${this.#run} was deleted`);
      return;
    }
    if (frames.length > 0) {
      this.#send(frames);
      return;
    }
    this.#isLive = true;
    if (!tail.isEnded) await this.#outlet.changed.wait();
    else await this.#finish(tail);
  }

  get #limit(): number {
    return this.#isLive ? MAX_BUFFERED : LOW_WATER;
  }

  #send(frames: readonly Frame[]): void {
    this.#outlet.together(() => {
      for (const { seq, data } of frames) {
        if (this.#outlet.buffered > this.#limit) return;
        this.#outlet.send(data);
        this.#cursor = seq;
      }
    });
  }

  /** undefined when there is no such run any more. */
  async #readJournal(): Promise<Frame[] | undefined> {
    const frames = await this.#tails.read(this.#run, this.#cursor);
    const first = frames[0]?.seq;
    // Never a silent hole: better no stream than a wrong one.
    if (first !== this.#cursor + 1) {
      if (!(await this.#tails.last(this.#run))) return undefined;
      throw new Error(`The journal of ${this.#run} goes on with ${first} after ${this.#cursor}`);
    }
    return frames;
  }

  /** Goes on with the event `next`, never past it: the last event may be the `end`. */
  #skipTo(next: number): void {
    if (next <= this.#cursor + 1) return;
    this.#outlet.skip({ type: 'gap', after: this.#cursor, next });
    this.#cursor = next - 1;
  }

  /** A socket that closes gives its reader little time for what still waits: that goes out first. */
  async #finish(tail: Tail): Promise<void> {
    await this.#outlet.drain(true);
    if (!this.#outlet.isOpen || !tail.isEnded || tail.head > this.#cursor) return;
    this.#outlet.close(CLOSE.ended, 'the run has ended');
  }
}
