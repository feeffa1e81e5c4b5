/** Something may have changed: whoever waits looks again. Firing while nobody waits is remembered, once. */
export class Signal {
  #isFired = false;
  #wake: (() => void) | undefined;

  fire(): void {
    this.#isFired = true;
    this.#wake?.();
  }

  /** Resolves when fired, or after so many milliseconds. One waits at a time. */
  async wait(ms?: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    if (!this.#isFired) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        if (ms !== undefined) timer = setTimeout(resolve, ms);
      });
    }
    clearTimeout(timer);
    this.#wake = undefined;
    this.#isFired = false;
  }
}
