import type { Callback } from '../callback.ts';
import { fromPlain, type Plain, toPlain } from '../plain.ts';

/** `callback`: the name of its class. */
export type CallbackState = { callback: string; state: Plain };

/** The state of each callback that has one, in the order in which they are called. @throws Error that names it */
export function statesOf(callbacks: readonly Callback[]): CallbackState[] {
  return callbacks.filter(hasState).map((callback) => {
    const name = nameOf(callback);
    try {
      return { callback: name, state: toPlain(callback.state!()) };
    } catch (cause) {
      throw new Error(`the state of ${name} cannot be kept: ${(cause as Error).message}`, { cause });
    }
  });
}

/** Gives each callback its state back. @throws Error when they are not those that `states` are of */
export function loadStates(callbacks: readonly Callback[], states: readonly CallbackState[]): void {
  const takers = callbacks.filter(hasState);
  const here = takers.map(nameOf);
  const there = states.map(({ callback }) => callback);
  if (here.join() !== there.join()) {
    throw new Error(`the state is of a fit with callbacks ${list(there)}, this one has ${list(here)}`);
  }
  for (const [i, callback] of takers.entries()) callback.loadState?.(fromPlain(states[i]!.state) as never);
}

const nameOf = (callback: Callback): string => callback.constructor.name;
const hasState = (callback: Callback): boolean => callback.state !== undefined;
const list = (names: string[]): string => (names.length > 0 ? names.join(', ') : 'none');
