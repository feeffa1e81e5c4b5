import { layersOf } from '../../../shared/spec/architecture.ts';
import { type Image, planOf } from '../../../shared/spec/feasible.ts';
import type { JobSpec } from '../../../shared/spec/job-spec.ts';
import type { Layer } from '../../../shared/spec/layer.ts';
import { type Module, Residual, Sequential } from '../../learner/index.ts';
import { moduleOf, type Randoms } from './module.ts';

/** The network that a spec asks for: the modules of its plan, with PyTorch's default weights. */
export function buildNetwork(spec: Pick<JobSpec, 'model'>, image: Image, randoms: Randoms): Sequential {
  const plan = planOf(spec, image);
  if ('message' in plan) throw new Error(`${plan.path} ${plan.message}`);
  const inputs = new Map(plan.modules.map(({ name, input }) => [name, input]));

  const modules = (layers: readonly Layer[], name: string): Module[] =>
    layers.map((layer, i) => one(layer, name === '' ? `${i}` : `${name}.${i}`));
  const one = (layer: Layer, name: string): Module => {
    switch (layer.kind) {
      case 'sequential':
        return new Sequential(...modules(layer.layers, name));
      case 'residual':
        return new Residual(...modules(layer.layers, `${name}.body`));
      default:
        return moduleOf(layer, inputs.get(name)!, randoms);
    }
  };
  return new Sequential(...modules(layersOf(spec.model, image.classes), ''));
}
