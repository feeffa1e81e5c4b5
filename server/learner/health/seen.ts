import type { LayerFacts, LayerLook } from './look.ts';
import type { Recent } from './recent.ts';

/** A batch, and how many training batches lie between two that a detector gets to see. */
export type Seen = { step: number; every: number };

export type SeenLayer = Seen & { facts: LayerFacts; look: LayerLook };

export type SeenNetwork = Seen & { loss: number; recent: Recent | null; classes: number };
