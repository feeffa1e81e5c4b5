import type { Activation as ActivationSpec } from '../../../shared/spec/activation.ts';
import { type Activation, activations, GeneralReLU } from '../../learner/index.ts';

/** What makes the activation that a spec asks for, as often as a network needs it. */
export const makerOf = (spec: ActivationSpec): (() => Activation) =>
  spec.kind === 'general-relu' ? () => new GeneralReLU(spec) : activations[spec.kind];
