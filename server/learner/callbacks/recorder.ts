import { Callback } from '../callback.ts';
import type { Learner } from '../learner.ts';

/**
 * miniai's RecorderCB: after each training batch, one value of each kind that is asked for, such as
 * `new Recorder({ lr: ({ opt }) => opt.settings.lr })`. A tensor is gone after its batch: read it, do not return it.
 */
export class Recorder<Values extends Record<string, unknown>> extends Callback {
  /** Of the present or last fit, by name. */
  records: { [Name in keyof Values]: Values[Name][] };
  readonly #wanted: { [Name in keyof Values]: (learn: Learner) => Values[Name] };

  constructor(wanted: { [Name in keyof Values]: (learn: Learner) => Values[Name] }) {
    super();
    this.#wanted = wanted;
    this.records = this.#empty();
  }

  override beforeFit(): void {
    this.records = this.#empty();
  }

  override afterBatch(learn: Learner): void {
    if (!learn.training) return;
    for (const name of this.#names()) this.records[name].push(this.#wanted[name](learn));
  }

  #names(): (keyof Values)[] {
    return Object.keys(this.#wanted);
  }

  #empty(): { [Name in keyof Values]: Values[Name][] } {
    return Object.fromEntries(this.#names().map((name) => [name, []])) as never;
  }
}
