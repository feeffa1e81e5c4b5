import type { LayerFacts, Look } from '../../server/learner/index.ts';

type Column = (number | null)[];

/** What the detectors get to see of a training, in columns; null: not finite. */
export type Trace = {
  title: string;
  /** Accuracy on the first validation images, after the last epoch. */
  valid: number | null;
  classes: number;
  layers: LayerFacts[];
  loss: Column;
  accuracy: Column;
  /** In the order of `layers`, batch after batch. */
  looks: { mean: Column; std: Column; dead: Column; capped: Column | null }[];
};

const DIGITS = 4;

export function traceOf(
  { title, classes, valid }: Pick<Trace, 'title' | 'classes' | 'valid'>,
  facts: readonly LayerFacts[],
  looks: readonly Look[],
): Trace {
  const column = (of: (look: Look) => number | null | undefined): Column =>
    looks.map((look) => short(of(look)));
  return {
    title,
    valid,
    classes,
    layers: [...facts],
    loss: column(({ loss }) => loss),
    accuracy: column(({ accuracy }) => accuracy),
    looks: facts.map(({ max }, i) => ({
      mean: column(({ layers }) => layers?.[i]?.mean),
      std: column(({ layers }) => layers?.[i]?.std),
      dead: column(({ layers }) => layers?.[i]?.dead),
      capped: max === null ? null : column(({ layers }) => layers?.[i]?.capped),
    })),
  };
}

const short = (value: number | null | undefined): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? Number(value.toPrecision(DIGITS)) : null;

/** One look a batch, as it was seen. */
export function looksOf({ loss, accuracy, looks }: Trace): Look[] {
  const real = (value: number | null | undefined): number => value ?? Number.NaN;
  return loss.map((_, step) => ({
    step,
    loss: real(loss[step]),
    accuracy: real(accuracy[step]),
    layers: looks.map(({ mean, std, dead, capped }) => ({
      mean: real(mean[step]),
      std: real(std[step]),
      dead: real(dead[step]),
      capped: capped && real(capped[step]),
    })),
  }));
}
