import { CLOSE, MAX_BUFFERED } from '../../../shared/protocol.ts';
import type { Frame } from './frame.ts';
import type { JobStates } from './job-states.ts';
import { LOW_WATER, type Outlet } from './outlet.ts';

/** Changes that may wait for one subscriber. Over all jobs there is no cursor to skip by: it has to start again. */
const MAX_WAITING = 10_000;

/** Brings one reader the state of all jobs: what is unfinished, then every change, none twice and none missing. */
export class StateSubscriber {
  readonly #outlet: Outlet;
  readonly #states: JobStates;
  readonly #waiting: Frame[] = [];
  /** The last change told of each job of the first picture, while changes that it already shows may still wait. */
  readonly #told = new Map<string, number>();

  constructor(outlet: Outlet, states: JobStates) {
    this.#outlet = outlet;
    this.#states = states;
  }

  /** Resolves when the socket is closing. */
  async pump(): Promise<void> {
    // Listening before the picture is taken: a change in between waits until it is sent.
    const leave = this.#states.subscribe((frame) => this.#add(frame));
    try {
      for await (const frame of this.#states.unfinished()) {
        if (!this.#outlet.isOpen) return;
        this.#told.set(frame.run, frame.seq);
        await this.#send(frame, LOW_WATER);
      }
      while (this.#outlet.isOpen) await this.#step();
    } finally {
      leave();
    }
  }

  #add(frame: Frame): void {
    if (this.#waiting.length >= MAX_WAITING) {
      this.#outlet.close(CLOSE.tooSlow, 'too slow: connect again for the present states, and read faster');
      return;
    }
    this.#waiting.push(frame);
    this.#outlet.changed.fire();
  }

  async #step(): Promise<void> {
    const frame = this.#waiting.shift();
    if (!frame) {
      this.#told.clear();
      await this.#outlet.changed.wait();
      return;
    }
    if (frame.seq > (this.#told.get(frame.run) ?? 0)) await this.#send(frame, MAX_BUFFERED);
  }

  async #send(frame: Frame, limit: number): Promise<void> {
    if (this.#outlet.buffered > limit) await this.#outlet.drain(true);
    if (this.#outlet.isOpen) this.#outlet.send(frame.data);
  }
}
