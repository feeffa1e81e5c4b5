import type { Plain } from '../plain.ts';
import type { HealthKind, Words } from './finding.ts';

/**
 * Looks for one kind of trouble: a fold over batches, whose state is JSON and so goes into a checkpoint. It is done when
 * it has found something.
 */
export type Detector<Seen, State extends Plain = Plain> = {
  kind: HealthKind;
  begin: State;
  /** A method by its type, so that detectors with states of their own stand in one list. */
  look(state: State, seen: Seen): { state: State; found: Found | null };
};

export type Found = Words & { since: number };
