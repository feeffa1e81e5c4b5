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

/** No artifact of this name is kept: for no run, and for nobody who sent it. */
export class UnknownArtifact extends Error {
  override readonly name = 'UnknownArtifact';

  constructor(digest: string) {
    super(
      `There is no artifact ${digest}: it never was here, or it was dropped (with its run, by DELETE, by checkpoint.keepLast or a quota)`,
    );
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

/** More numbers than one answer may have, or than are looked at for one. */
export class TooMuchAsked extends Error {
  override readonly name = 'TooMuchAsked';

  constructor(what: 'answer' | 'choice', numbers: number, most: number) {
    const [has, limit] = [numbers, most].map((count) => count.toLocaleString('en'));
    super(
      what === 'answer'
        ? `would make an answer of ${has} numbers, and one has at most ${limit}: ask for fewer points, layers or names, or a part of the run with from and to`
        : `would be chosen among ${has} numbers, and at most ${limit} are looked at: ask for a part of the run with from and to, or fewer layers or names`,
    );
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

/** The queue takes no more jobs for now. */
export class QueueFull extends Error {
  override readonly name = 'QueueFull';
  /** When to ask again: a guess, since how long the jobs before will take nobody knows. */
  readonly retryAfterS = 60;

  constructor(waiting: number) {
    super(
      `${waiting} jobs wait already, which is the most (LEARND_MAX_QUEUE). Try again once some have run, or cancel some`,
    );
  }
}

/** All artifacts together are as large as they may be. */
export class DiskQuotaReached extends Error {
  override readonly name = 'DiskQuotaReached';

  /** @param what could not be kept */
  constructor(what: string, diskQuota: number) {
    super(
      `There is no room for ${what}: all artifacts together reach ${diskQuota.toLocaleString('en')} bytes (LEARND_DISK_QUOTA). DELETE runs or artifacts that nobody needs, or raise the quota`,
    );
  }
}

/** An artifact that a job is to begin with went away after it was looked at. */
export class ArtifactGone extends Error {
  override readonly name = 'ArtifactGone';
  readonly digest: string;

  constructor(digest: string) {
    super(`The artifact ${digest} was removed at this moment: POST /artifacts again`);
    this.digest = digest;
  }
}

/** Runs stand on the artifact that was to be removed. */
export class ArtifactInUse extends Error {
  override readonly name = 'ArtifactInUse';

  constructor(digest: string, runs: readonly string[], more: number) {
    const named = `${runs.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    super(`The artifact ${digest} is needed by the runs ${named}: DELETE them first`);
  }
}

/** A worker has the job of the run that was to be deleted. */
export class RunHeld extends Error {
  override readonly name = 'RunHeld';

  constructor(run: string, state: State) {
    const hint = state === 'cancelling' ? 'wait until it is cancelled' : 'cancel it first';
    super(`The run ${run} is ${state} and cannot be deleted: ${hint}`);
  }
}

/** An Idempotency-Key came again with another request. */
export class KeyReused extends Error {
  override readonly name = 'KeyReused';

  constructor(key: string, job: string) {
    super(
      `The key "${key}" came before with another request, which made the job ${job}: take a new key for each request`,
    );
  }
}
