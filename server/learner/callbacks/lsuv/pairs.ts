import { type Tensor, tf } from '../../../engine/index.ts';
import { type Hook, Hooks, modulesOf } from '../../hooks.ts';
import { Activation } from '../../nn/activations.ts';
import { Conv2d } from '../../nn/conv2d.ts';
import { Linear } from '../../nn/linear.ts';
import type { Module } from '../../nn/module.ts';

/** A layer with weights and the activation after it. */
export type Pair = {
  layer: Hook;
  activation: Hook & { module: Activation };
  /** Kind of the norm layer that stands between them, or null. */
  norm: string | null;
};

/** The pairs in the order in which `x` goes through them, as the lesson zips its convolutions and ReLUs. */
export function pairsOf(model: Module, x: Tensor): Pair[] {
  const pairs: Pair[] = [];
  let layer: Hook | null = null;
  let norm: string | null = null;
  const leaves = modulesOf(model, ({ children }) => Object.keys(children).length === 0);
  const hooks = new Hooks(leaves, (hook, module) => {
    if (module instanceof Conv2d || module instanceof Linear) {
      layer = hook;
      norm = null;
    } else if (module.kind.includes('Norm')) {
      norm = module.kind;
    } else if (layer && module instanceof Activation) {
      pairs.push({ layer, activation: hook as Pair['activation'], norm });
      layer = null;
    }
  });
  try {
    tf.tidy(() => {
      model.call(x);
    });
  } finally {
    hooks.remove();
  }
  return pairs;
}
