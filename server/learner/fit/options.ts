import type { Scalar, Tensor, Variable } from '../../engine/index.ts';
import type { Callback } from '../callback.ts';
import type { DataLoader } from '../data/data-loader.ts';
import type { Module } from '../nn/module.ts';
import type { Optimizer } from '../optim/optimizer.ts';
import type { FitState } from './state.ts';

export type LearnerOptions = {
  model: Module;
  /** Predictions [n, classes] and targets -> the scalar to make small. */
  lossFunction: (predictions: Tensor, targets: Tensor) => Scalar;
  /** A new optimizer for each fit. */
  optimizer: (parameters: Variable[]) => Optimizer;
  /** The rate of every fit that says none of its own; the optimizer's unless said. */
  lr?: number;
  callbacks?: Callback[];
};

export type FitOptions = {
  /** Absent: nothing is trained, as for a mere evaluation. */
  train?: DataLoader;
  valid?: DataLoader;
  /** Join for this fit only. */
  callbacks?: Callback[];
  lr?: number;
  /** Goes on where a fit of the same kind was when it said its `state`. Weights and buffers have to be there by then. */
  resume?: FitState;
};
