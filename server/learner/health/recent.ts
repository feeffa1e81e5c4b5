/** Of the last five batches or so, the latest weighing most; null before the first. */
export type Recent = { loss: number; accuracy: number };

const WEIGHT = 0.2;

/** What is not finite has no part in a mean: it begins anew. */
export function recentOf(before: Recent | null, { loss, accuracy }: Recent): Recent | null {
  if (!Number.isFinite(loss)) return null;
  return {
    loss: mixed(before?.loss, loss),
    accuracy: mixed(before?.accuracy, accuracy),
  };
}

const mixed = (before: number | undefined, value: number): number =>
  before === undefined || Number.isNaN(before) ? value : before + WEIGHT * (value - before);
