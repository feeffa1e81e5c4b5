import type { RunEvent } from '../../shared/events.ts';

export type AppendListener = (run: string, events: RunEvent[]) => void;

/** Tells whoever wants to know what was added to the journals, once it is committed. */
export class Feed {
  readonly #listeners = new Set<AppendListener>();
  readonly #complain: (error: Error) => void;

  /** @param complain gets the failure of a listener, which must not become the failure of a writer */
  constructor(complain: (error: Error) => void) {
    this.#complain = complain;
  }

  /** @returns a function that ends the subscription */
  subscribe(listener: AppendListener): () => void {
    // A fresh function each time, so that the same listener may subscribe twice and leave once.
    const own: AppendListener = (run, events) => listener(run, events);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  publish(run: string, events: RunEvent[]): void {
    for (const listener of this.#listeners) {
      try {
        listener(run, events);
      } catch (cause) {
        const last = events.at(-1)?.seq;
        this.#complain(new Error(`A listener to the journal failed on ${run} up to seq ${last}`, { cause }));
      }
    }
  }
}
