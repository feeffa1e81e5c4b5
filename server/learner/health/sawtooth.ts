import type { Detector } from './detector.ts';
import { rounded } from './numbers.ts';
import type { SeenLayer } from './seen.ts';

/** How much larger and smaller a deviation has to become to be a tooth. */
const FACTOR = 2;
const TEETH = 2;
/** All within so many training batches are how a network may find its feet. */
const TRANSIENT = 25;
/** A fall that takes longer than so many training batches is no crash. */
const CRASH = 15;
/** Teeth with more training batches between them are no saw. */
const APART = 100;
/** From less than this nothing grows. */
const LEAST = 0.02;

type Saw = {
  rises: boolean;
  /** The largest deviation since it rises, or the least since it falls, and at which step; -1 before the first. */
  extreme: number;
  at: number;
  /** Where the growth began that is under way. */
  foot: number;
  /** How often it grew and crashed, and when last. */
  teeth: number;
  crash: number;
  since: number;
  /** The highest of the teeth. */
  top: number;
};

/** Lesson 10's "crash and recover": activations grow, fall back towards 0, and grow again. */
export const sawtooth: Detector<SeenLayer, Saw> = {
  kind: 'sawtooth',
  begin: { rises: false, extreme: -1, at: 0, foot: 0, teeth: 0, crash: 0, since: 0, top: 0 },
  look(before, { step, every, look: { std } }) {
    if (!Number.isFinite(std)) return { state: before, found: null };
    const state = { ...before };
    if (state.teeth > 0 && step - state.crash > Math.max(APART, 20 * every)) state.teeth = 0;
    if (state.rises) fall(state, std, step, Math.max(CRASH, 3 * every));
    else rise(state, std, step);
    const isSaw = state.teeth >= TEETH && state.crash - state.since >= TRANSIENT;
    return { state, found: isSaw ? words(state, std) : null };
  },
};

function rise(state: Saw, std: number, step: number): void {
  if (state.extreme < 0 || std < state.extreme) {
    state.extreme = std;
    state.at = step;
  } else if (std >= FACTOR * Math.max(LEAST, state.extreme)) {
    Object.assign(state, { rises: true, foot: state.at, extreme: std, at: step });
  }
}

function fall(state: Saw, std: number, step: number, longest: number): void {
  const isCrash = std * FACTOR <= state.extreme;
  if (isCrash) {
    if (state.teeth === 0) Object.assign(state, { since: state.foot, top: 0 });
    state.top = Math.max(state.top, state.extreme);
    state.teeth++;
    state.crash = step;
    Object.assign(state, { rises: false, extreme: std, at: step });
  } else if (std >= state.extreme || step - state.at > longest) {
    state.extreme = std;
    state.at = step;
  }
}

const words = ({ teeth, since, top }: Saw, std: number) => ({
  since,
  message: `its deviation grew and crashed ${teeth} times, from as much as ${rounded(top)} down to ${rounded(std)}: what was learned is lost each time`,
  advice:
    'a lower learning rate, or a warm-up to it (schedule: {kind: one-cycle}); Kaiming init and normalized input (normalize: first-batch); norm: {kind: batch}, which makes high rates possible',
});
