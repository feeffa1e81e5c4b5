import type { State } from '../../shared/lifecycle.ts';

/** The cursor is not one that this list gave out. */
export class BadCursor extends Error {
  override readonly name = 'BadCursor';

  constructor(cursor: string, options?: ErrorOptions) {
    super(
      `The cursor "${cursor}" is not the \`next\` of a page of this list; ask for the first page`,
      options,
    );
  }
}

/** A write came from an attempt that does not have the job any more: somebody else has it, or it has ended. */
export class StaleAttempt extends Error {
  override readonly name = 'StaleAttempt';
  readonly run: string;
  readonly attempt: number;

  constructor(run: string, attempt: number) {
    super(`Attempt ${attempt} does not have the job ${run} any more; its trainer must stop`);
    this.run = run;
    this.attempt = attempt;
  }
}

/** No run has this id. */
export class UnknownRun extends Error {
  override readonly name = 'UnknownRun';

  constructor(run: string) {
    super(`There is no run ${run}`);
  }
}

/** A metric or a layer that the run does not have. */
export class UnknownName extends Error {
  override readonly name = 'UnknownName';
  readonly unknown: string;
  readonly known: readonly string[];

  constructor(kind: 'metric' | 'layer', unknown: string, known: readonly string[]) {
    super(`Unknown ${kind} "${unknown}". Known: ${known.join(', ') || 'none'}`);
    this.unknown = unknown;
    this.known = known;
  }
}

/** A caller asked for a change of state that shared/lifecycle.ts does not know: a mistake in the code. */
export class ImpossibleTransition extends Error {
  override readonly name = 'ImpossibleTransition';

  constructor(from: State, to: State) {
    super(`A job that is ${from} cannot become ${to}; shared/lifecycle.ts lists what can`);
  }
}

/** The database is not one that this version may write to. */
export class DatabaseRefused extends Error {
  override readonly name = 'DatabaseRefused';
}
