/** What is known of a watched layer before its first batch. */
export type LayerFacts = {
  name: string;
  /** Of its module: "ReLU", "Conv2d", … */
  kind: string;
  /** The lowest output of an activation that is flat there; null: it has no flat part, or is no activation. */
  floor: number | null;
  /** The upper bound of its outputs; null: none. */
  max: number | null;
};

/** What was seen of a layer in one batch. */
export type LayerLook = {
  mean: number;
  /** Unbiased. */
  std: number;
  /** Share of values at the floor, 0 to 1; without one of those in the histogram's first bin. */
  dead: number;
  /** Share of values at the upper bound, 0 to 1; null: none. */
  capped: number | null;
};

/** One training batch. */
export type Look = {
  /** Counted from 0 over the run. */
  step: number;
  loss: number;
  /** NaN where there are no classes. */
  accuracy: number;
  /** In the order of the facts; null: the layers, or this one, were not watched in this batch. */
  layers: readonly (LayerLook | null)[] | null;
};
