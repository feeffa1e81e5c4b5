import { readdirSync, readFileSync } from 'node:fs';
import {
  beginHealth,
  conclude,
  examine,
  type Finding,
  type HealthFacts,
  type Look,
} from '../../server/learner/index.ts';
import { looksOf, type Trace } from './trace.ts';

export const RECORDED = new URL('../../tests/learner/health/recorded/', import.meta.url);

/** Names of the trainings that `npm run record-health` has kept. */
export const keysOf = (): string[] =>
  readdirSync(RECORDED)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();

/** What a trainer that watches every n-th batch would have seen of a training. */
export function recorded(key: string, every = 1): { facts: HealthFacts; looks: Look[]; trace: Trace } {
  const trace = JSON.parse(readFileSync(new URL(`${key}.json`, RECORDED), 'utf8')) as Trace;
  const looks = looksOf(trace).map((look) => (look.step % every === 0 ? look : { ...look, layers: null }));
  return { facts: { layers: trace.layers, classes: trace.classes, every }, looks, trace };
}

/** All that is said of a training from its first batch to its end. */
export function judge(facts: HealthFacts, looks: readonly Look[]): Finding[] {
  const said: Finding[] = [];
  let state = beginHealth(facts);
  for (const look of looks) {
    const seen = examine(facts, state, look);
    state = seen.state;
    said.push(...seen.findings);
  }
  return [...said, ...conclude(facts, state, looks.length).findings];
}
