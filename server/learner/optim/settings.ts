/**
 * What an optimizer can be told again while it trains; schedulers write here. `lr` is the rate. `momentum` is there for
 * optimizers that have one; for Adam and AdamW it is beta1, which torch's OneCycleLR cycles in momentum's place.
 */
export type Settings = { lr: number; momentum?: number };
