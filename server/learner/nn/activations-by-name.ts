import { type Activation, ReLU, ReLU6 } from './activations.ts';
import { ELU, GELU, Identity, SELU, Sigmoid, SiLU, Softplus, Tanh } from './smooth-activations.ts';

/** Activations without options, by the names that a job spec has for them. */
export const activations = {
  relu: () => new ReLU(),
  relu6: () => new ReLU6(),
  elu: () => new ELU(),
  selu: () => new SELU(),
  sigmoid: () => new Sigmoid(),
  tanh: () => new Tanh(),
  softplus: () => new Softplus(),
  swish: () => new SiLU(),
  gelu: () => new GELU(),
  identity: () => new Identity(),
} satisfies Record<string, () => Activation>;

export type ActivationName = keyof typeof activations;
