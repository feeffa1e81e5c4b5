import type { Scalar, Tensor, Update, Variable } from '../../engine/index.ts';
import type { Settings } from './settings.ts';

/** What one step tells every parameter's transform. */
export type Context<S extends Settings = Settings> = {
  settings: Readonly<S>;
  /** The number of this step, from 1 on as torch counts. */
  step: number;
  /** A number on the device, made once a step: a plain number would be sent there anew at every operation. */
  scalar: (value: number) => Scalar;
};

/** An update without what every optimizer has: rate and decay. */
export type Rule = Update extends infer U ? (U extends Update ? Omit<U, 'lr' | 'shrink'> : never) : never;

/**
 * From the gradient of one parameter to the direction in which it goes, before the rate: optax's `init` and `update`.
 * `Names` are those of the tensors remembered between steps, torch's own where torch has them.
 */
export type Transform<Names extends string = never, S extends Settings = Settings> = {
  /** Fresh tensors of the parameter's shape, by name; absent: nothing is remembered. */
  init?(parameter: Tensor): Record<Names, Tensor>;
  /** Gradient -> direction, both of the parameter's shape. Runs in a tidy; writes what it remembers into `state`. */
  update(gradient: Tensor, state: Readonly<Record<Names, Variable>>, context: Context<S>): Tensor;
  /**
   * What `update` does, as a rule of the engine's over what is remembered in the order of `init`: where the device can,
   * all parameters are then moved at once. absent: always by `update`.
   */
  rule?(context: Pick<Context<S>, 'settings' | 'step'>): Rule;
};
