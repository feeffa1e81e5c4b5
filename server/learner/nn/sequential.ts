import type { Tensor } from '../../engine/index.ts';
import { Module } from './module.ts';

/** Modules one after the other, named "0", "1", … as in torch.nn.Sequential. */
export class Sequential extends Module {
  readonly kind = 'Sequential';

  constructor(...modules: Module[]) {
    super();
    for (const [i, module] of modules.entries()) this.children[i] = module;
  }

  protected forward(x: Tensor): Tensor {
    return Object.values(this.children).reduce((value, module) => module.call(value), x);
  }
}
