import type { Detector } from './detector.ts';
import type { HealthKind, Words } from './finding.ts';
import type { Seen } from './seen.ts';

/** How many looks in favour there are, those against taken off, and at which step the first of them was. */
type Lasting = { count: number; since: number };

/** A look against weighs as two in favour. */
const AGAINST = 2;
/** However rarely it is looked: fewer looks are chance. */
const FEWEST = 5;

/**
 * Finds what holds for `batches` training batches, nearly without a break. What is looked at every n-th batch needs
 * an n-th of the looks.
 */
export function lasting<S extends Seen>({
  kind,
  batches,
  holds,
  words,
}: {
  kind: HealthKind;
  batches: number;
  holds: (seen: S) => boolean;
  words: (seen: S, since: number) => Words;
}): Detector<S, Lasting> {
  return {
    kind,
    begin: { count: 0, since: 0 },
    look({ count, since }, seen) {
      if (!holds(seen)) return { state: { count: Math.max(0, count - AGAINST), since }, found: null };
      const state = { count: count + 1, since: count === 0 ? seen.step : since };
      const needed = Math.max(FEWEST, Math.ceil(batches / seen.every));
      if (state.count < needed) return { state, found: null };
      return { state, found: { since: state.since, ...words(seen, state.since) } };
    },
  };
}
