import type { Frame } from './frame.ts';

/** Bytes of frames kept for one run: some seconds of a run that is watched closely. */
export const TAIL_BYTES = 4 * 1024 * 1024;

/** The last frames of a journal, without holes, up to its head. It starts empty and grows by what is appended. */
export class Tail {
  readonly #limit: number;
  readonly #frames: Frame[] = [];
  #bytes = 0;
  #head = 0;
  #isEnded = false;

  constructor(limit = TAIL_BYTES) {
    this.#limit = limit;
  }

  /** seq of the last event. */
  get head(): number {
    return this.#head;
  }

  /** Whether the last event is an `end`: nothing follows unless the job is asked to go on. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Takes what the journal ends with, as it was read; what was appended since knows better. */
  startAt({ seq, isEnd }: Frame): void {
    if (seq > this.#head) [this.#head, this.#isEnded] = [seq, isEnd];
  }

  append(frames: readonly Frame[]): void {
    for (const frame of frames) {
      const last = this.#frames.at(-1);
      if (last && frame.seq !== last.seq + 1) this.#drop(this.#frames.length);
      this.#frames.push(frame);
      this.#bytes += frame.data.length;
      this.startAt(frame);
    }
    let surplus = 0;
    for (let rest = this.#bytes; rest > this.#limit && surplus < this.#frames.length - 1; surplus++) {
      rest -= this.#frames[surplus]!.data.length;
    }
    this.#drop(surplus);
  }

  /** The frames after a seq; undefined when the journal has to be asked for them. */
  after(cursor: number): readonly Frame[] | undefined {
    if (cursor >= this.#head) return [];
    const first = this.#frames[0]?.seq;
    return first !== undefined && first <= cursor + 1 ? this.#frames.slice(cursor + 1 - first) : undefined;
  }

  #drop(count: number): void {
    for (const { data } of this.#frames.splice(0, count)) this.#bytes -= data.length;
  }
}
