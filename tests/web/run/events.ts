import type { RunEvent } from '../../../shared/events.ts';

type Draft = RunEvent extends infer E
  ? E extends RunEvent
    ? Omit<E, 'run' | 'seq' | 'time'>
    : never
  : never;

/** Events of one run with consecutive seq, as a socket gives them. */
export function eventsFrom(first: number, drafts: readonly Draft[]): RunEvent[] {
  return drafts.map(
    (draft, i) => ({ run: 'r', seq: first + i, time: '2026-01-01T00:00:00.000Z', ...draft }) as RunEvent,
  );
}

export const train = (from: number, loss: (number | null)[], epoch = 0): Draft => ({
  type: 'batches',
  split: 'train',
  epoch,
  from,
  loss,
  accuracy: loss.map(() => 0.5),
  lr: loss.map(() => 0.1),
});

export const valid = (from: number, loss: number[], epoch = 0): Draft => ({
  type: 'batches',
  split: 'valid',
  epoch,
  from,
  loss,
  accuracy: loss,
});

/** Statistics of layer `0.1` whose every number is the step. */
export const activations = (from: number, count: number, every = 1): Draft => {
  const steps = Array.from({ length: count }, (_, i) => from + i * every);
  const hist = steps.map((step) => [step, 1]);
  return {
    type: 'activations',
    epoch: 0,
    from,
    every,
    layers: { '0.1': { mean: steps, std: steps, dead: steps, hist } },
  };
};
