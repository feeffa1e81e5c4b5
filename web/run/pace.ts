/** A frame of a page that has nothing to do, in ms, with some room. */
const EASY_MS = 25;
/** Share of the time that drawing leaves to everything else: so many times as long as it took. */
const REST = 2;

export type Frames = {
  request: (callback: (now: number) => void) => number;
  cancel: (frame: number) => void;
  /** Calls back after so many ms. */
  later: (callback: () => void, ms: number) => void;
};

const BROWSER: Frames = {
  request: (callback) => requestAnimationFrame(callback),
  cancel: (frame) => cancelAnimationFrame(frame),
  later: (callback, ms) => setTimeout(callback, ms),
};

/** Draws once a frame at most, however often it is asked; where that takes long, less often, so that the page stays smooth. */
export class Pace {
  readonly #draw: () => void;
  readonly #frames: Frames;
  #frame = 0;
  #isAsked = false;
  #isBusy = false;

  constructor(draw: () => void, frames: Frames = BROWSER) {
    this.#draw = draw;
    this.#frames = frames;
  }

  ask(): void {
    this.#isAsked = true;
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#frame = this.#frames.request((began) => {
      this.#isAsked = false;
      this.#draw();
      this.#frame = this.#frames.request((ended) => this.#rest(ended - began));
    });
  }

  stop(): void {
    this.#isBusy = true;
    this.#frames.cancel(this.#frame);
  }

  #rest(took: number): void {
    const goOn = () => {
      this.#isBusy = false;
      if (this.#isAsked) this.ask();
    };
    if (took <= EASY_MS) goOn();
    else this.#frames.later(goOn, took * REST);
  }
}
