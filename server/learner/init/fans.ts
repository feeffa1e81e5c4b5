import type { Variable } from '../../engine/index.ts';
import { Conv2d } from '../nn/conv2d.ts';
import { Linear } from '../nn/linear.ts';
import type { Module } from '../nn/module.ts';

/** A weight [..., in, out] with the number of inputs that one output sees, and of outputs that one input goes to. */
export type FannedWeight = { value: Variable; fanIn: number; fanOut: number };

/** Weights of convolutions and linear layers, which are all that an init sets; as torch's calculate_fan_in_and_fan_out. */
export function* fannedWeights(model: Module): Generator<FannedWeight> {
  for (const [, module] of model.namedModules()) {
    if (!(module instanceof Conv2d || module instanceof Linear)) continue;
    const { value } = module.parameters.weight!;
    const [inputs, outputs] = value.shape.slice(-2) as [number, number];
    yield { value, fanIn: value.size / outputs, fanOut: value.size / inputs };
  }
}
