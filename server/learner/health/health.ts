import type { Plain } from '../plain.ts';
import type { Detector } from './detector.ts';
import { LAYER_DETECTORS, NETWORK_DETECTORS } from './detectors.ts';
import type { Finding } from './finding.ts';
import { healthy } from './healthy.ts';
import type { LayerFacts, Look } from './look.ts';
import { type Recent, recentOf } from './recent.ts';

export type HealthFacts = {
  /** In forward order. */
  layers: readonly LayerFacts[];
  classes: number;
  /** The layers are watched in every n-th batch. */
  every: number;
};

/** The state of each detector of a layer or of the network, by kind; null: it has said what it found. */
type States = { [kind: string]: Plain };

/** All that the verdicts of the next batches depend on, as JSON. */
export type HealthState = {
  network: States;
  layers: States[];
  /** Batches looked at, and those of them in which the layers were watched. */
  batches: number;
  watched: number;
  recent: Recent | null;
};

export function beginHealth({ layers }: Pick<HealthFacts, 'layers'>): HealthState {
  return {
    network: statesOf(NETWORK_DETECTORS),
    layers: layers.map(() => statesOf(LAYER_DETECTORS)),
    batches: 0,
    watched: 0,
    recent: null,
  };
}

/** One more training batch, in order. What was found goes layer by layer, the network last. */
export function examine(
  { layers: facts, classes, every }: HealthFacts,
  state: HealthState,
  { step, loss, accuracy, layers }: Look,
): { state: HealthState; findings: Finding[] } {
  const findings: Finding[] = [];
  const after: HealthState = {
    ...state,
    batches: state.batches + 1,
    watched: state.watched + (layers ? 1 : 0),
    recent: recentOf(state.recent, { loss, accuracy }),
  };
  if (layers) {
    after.layers = state.layers.map((states, i) => {
      const look = layers[i];
      if (!look) return states;
      return advance(
        LAYER_DETECTORS,
        states,
        { step, every, facts: facts[i]!, look },
        facts[i]!.name,
        findings,
      );
    });
  }
  const seen = { step, every: 1, loss, recent: after.recent, classes };
  after.network = advance(NETWORK_DETECTORS, state.network, seen, null, findings);
  return { state: after, findings };
}

/** Once more, when the training has come to its end after `step` batches: healthy, where nothing else was said. */
export function conclude(
  { layers, classes }: Pick<HealthFacts, 'layers' | 'classes'>,
  state: HealthState,
  step: number,
): { state: HealthState; findings: Finding[] } {
  const { batches, watched, recent, network } = state;
  const isQuiet = [network, ...state.layers].every((states) => !Object.values(states).includes(null));
  const words = isQuiet && healthy({ batches, watched, recent, layers: layers.length, classes });
  if (!words) return { state, findings: [] };
  return {
    state: { ...state, network: { ...network, healthy: null } },
    findings: [{ layer: null, kind: 'healthy', since: 0, step, ...words }],
  };
}

const statesOf = <Seen>(detectors: readonly Detector<Seen>[]): States =>
  Object.fromEntries(detectors.map(({ kind, begin }) => [kind, begin]));

function advance<Seen extends { step: number }>(
  detectors: readonly Detector<Seen>[],
  states: States,
  seen: Seen,
  layer: string | null,
  findings: Finding[],
): States {
  const after: States = {};
  for (const { kind, look } of detectors) {
    const before = states[kind] ?? null;
    if (before === null) {
      after[kind] = null;
      continue;
    }
    const { state, found } = look(before, seen);
    after[kind] = found ? null : state;
    if (found) findings.push({ layer, kind, step: seen.step + 1, ...found });
  }
  return after;
}
