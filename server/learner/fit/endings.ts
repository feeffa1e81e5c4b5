import { Cancel, type Scope } from '../callback.ts';

/** A cancel ends at its own scope; all else goes on up. @throws it */
export function pass(error: unknown, scope: Scope): void {
  if (!(error instanceof Cancel) || error.scope !== scope) throw error;
}

/** Lets messages in between two batches: a stop must be heard. */
export const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
