import type { Entry } from '../../shared/entries.ts';
import type { Job } from '../../shared/resources.ts';

/** How far a run is, and the pace of this attempt: from step `paceStep` at `paceFrom` to `step` at `paceTo`. */
export type Reached = {
  /** Training batches done. */
  step: number;
  /** Validation batches done. */
  valid: number;
  paceStep: number;
  paceFrom: Date | null;
  paceTo: Date | null;
};

/** How far the run is once `entry` is said. */
export function advance(reached: Reached, entry: Entry, time: Date): Reached {
  switch (entry.type) {
    case 'batches': {
      const done = entry.from + entry.loss.length;
      if (entry.split === 'valid') return { ...reached, valid: done };
      return reached.paceFrom
        ? { ...reached, step: done, paceTo: time }
        : { ...reached, step: done, paceStep: done, paceFrom: time, paceTo: time };
    }
    case 'rewind':
      return unpaced({
        step: Math.min(reached.step, entry.step),
        valid: Math.min(reached.valid, entry.valid),
      });
    case 'state':
      // Another attempt may run on another machine, and the time between two attempts is nobody's pace.
      return entry.to === 'running' ? unpaced(reached) : reached;
    default:
      return reached;
  }
}

const unpaced = ({ step, valid }: Pick<Reached, 'step' | 'valid'>): Reached => ({
  step,
  valid,
  paceStep: step,
  paceFrom: null,
  paceTo: null,
});

type Run = Reached & { steps: number | null; epochs: number };

/** `epoch` counts the epochs that are done; null until the trainer has built the model. */
export function progressOf(run: Run, epochs: number): Job['progress'] {
  return run.steps === null ? null : { epoch: run.epochs, epochs, step: run.step, steps: run.steps };
}

/** Seconds until the last step at the pace so far, validation included; null until there is a pace. */
export function etaOf({ step, steps, paceStep, paceFrom, paceTo }: Run): number | null {
  if (steps === null || !paceFrom || !paceTo || step <= paceStep) return null;
  const secondsPerStep = (paceTo.getTime() - paceFrom.getTime()) / 1000 / (step - paceStep);
  return Math.max(0, steps - step) * secondsPerStep;
}
