import type { Issue } from '../problem.ts';
import type { TrainSpec } from './job-spec.ts';

/** Weights, gradients and momenta of so many take 600 MB of the 4 GiB that wasm can address; activations want the rest. */
export const MAX_PARAMETERS = 50_000_000;

type Image = { height: number; width: number; channels: number; classes: number };

/** What a schema cannot see: whether the network fits the images it is to be trained on. Answers 422. */
export function infeasible(spec: TrainSpec, image: Image): Issue[] {
  const { filters, kernel } = spec.model;
  const halvings = Math.ceil(Math.log2(Math.max(image.height, image.width)));
  if (filters.length < halvings - 1) {
    return [
      {
        path: '/model/filters',
        message: `${image.height}x${image.width} images need at least ${halvings - 1} stride-2 convolutions to arrive at one value a class, got ${filters.length}`,
      },
    ];
  }
  const widths = [image.channels, ...filters, image.classes];
  const parameters = widths.slice(1).reduce((sum, out, i) => sum + widths[i]! * out * kernel ** 2 + out, 0);
  if (parameters > MAX_PARAMETERS) {
    return [
      {
        path: '/model/filters',
        message: `${parameters.toLocaleString('en')} parameters, at most ${MAX_PARAMETERS.toLocaleString('en')} are allowed`,
      },
    ];
  }
  return [];
}
