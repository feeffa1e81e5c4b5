import { collapsed } from './collapsed.ts';
import { dead } from './dead.ts';
import type { Detector } from './detector.ts';
import { exploding, explodingLoss } from './exploding.ts';
import { offCenter } from './off-center.ts';
import { oneClass } from './one-class.ts';
import { saturated } from './saturated.ts';
import { sawtooth } from './sawtooth.ts';
import type { SeenLayer, SeenNetwork } from './seen.ts';

/** One for each kind; what they find in the same batch is said in this order. */
export const LAYER_DETECTORS: readonly Detector<SeenLayer>[] = [
  exploding,
  dead,
  collapsed,
  sawtooth,
  saturated,
  offCenter,
];
export const NETWORK_DETECTORS: readonly Detector<SeenNetwork>[] = [explodingLoss, oneClass];
