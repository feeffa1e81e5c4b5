import type { Words } from './finding.ts';
import { isChance } from './one-class.ts';
import type { Recent } from './recent.ts';

/** Before so many training batches, and so many that were watched, nobody can tell. */
const BATCHES = 50;
const WATCHED = 20;

/** What is said at the end of a training of which nothing else was. null: there is no reason to praise it. */
export function healthy({
  batches,
  watched,
  layers,
  recent,
  classes,
}: {
  batches: number;
  watched: number;
  layers: number;
  recent: Recent | null;
  classes: number;
}): Words | null {
  if (batches < BATCHES || watched < WATCHED || recent === null || isChance(recent, classes)) return null;
  return {
    message: `nothing wrong was seen in ${batches} batches: no layer of ${layers} died, collapsed, exploded, saturated or drifted away from 0`,
    advice: null,
  };
}
