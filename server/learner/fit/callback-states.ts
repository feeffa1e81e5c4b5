import type { Callback } from '../callback.ts';
import { fromPlain, type Plain, toPlain } from '../plain.ts';

/** `callback`: its `stateName`. */
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

/** States of other callbacks than the fit has. */
export class ForeignState extends Error {
  override readonly name = 'ForeignState';
}

/**
 * Those without a state may be left out. For who must know before the fit begins; it is looked at again there.
 * @throws ForeignState when they are not those that `states` are of
 */
export function checkCallbacks(callbacks: readonly Callback[], states: readonly CallbackState[]): void {
  takersOf(inOrder(callbacks), states);
}

/** Gives each callback its state back. @throws ForeignState when they are not those that `states` are of */
export function loadStates(callbacks: readonly Callback[], states: readonly CallbackState[]): void {
  for (const [i, callback] of takersOf(callbacks, states).entries()) {
    callback.loadState?.(fromPlain(states[i]!.state) as never);
  }
}

/** As they are called: lower orders first, equal ones as they were given. */
export const inOrder = (callbacks: readonly Callback[]): Callback[] =>
  [...callbacks].sort((a, b) => a.order - b.order);

function takersOf(callbacks: readonly Callback[], states: readonly CallbackState[]): Callback[] {
  const takers = callbacks.filter(hasState);
  const here = takers.map(nameOf);
  const there = states.map(({ callback }) => callback);
  if (here.join() !== there.join()) {
    throw new ForeignState(`the state is of a fit with callbacks ${list(there)}, this one has ${list(here)}`);
  }
  return takers;
}

const nameOf = (callback: Callback): string => callback.stateName ?? callback.constructor.name;
const hasState = (callback: Callback): boolean => callback.state !== undefined;
const list = (names: string[]): string => (names.length > 0 ? names.join(', ') : 'none');
