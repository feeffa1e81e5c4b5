import type { FirstInit } from '../../../shared/spec/first-init.ts';
import {
  type Activation,
  glorot,
  isActivation,
  kaiming,
  loadStateDict,
  type Module,
  modulesOf,
  normal,
  type Random,
  type StateDict,
} from '../../learner/index.ts';

/** Gives a network its weights: `weights` where some were read, else first ones. */
export function initialize(
  network: Module,
  init: FirstInit,
  random: Random,
  weights: StateDict | null,
): void {
  if (weights) {
    loadStateDict(network, weights);
    return;
  }
  switch (init.kind) {
    case 'default':
      return;
    case 'normal':
      normal(network, random, init);
      return;
    case 'glorot':
      glorot(network, random, init);
      return;
    case 'kaiming':
      kaiming(network, random, { leak: leakOf(network), distribution: init.distribution });
      return;
    case 'weights':
      throw new Error(`the weights ${init.artifact} were not read`);
  }
}

/** The slope below 0 of the network's first activation; a network without one is linear. */
function leakOf(network: Module): number {
  const [first] = modulesOf(network, isActivation).keys();
  return first ? (first as Activation).leak : 1;
}
