import type { Issue } from '../problem.ts';
import { layersOf } from './architecture.ts';
import type { JobSpec } from './job-spec.ts';
import { sizeOf } from './leaf-shape.ts';
import { type Plan, parametersOf, planNetwork } from './plan.ts';

/** Weights, gradients and momenta of so many take 600 MB of the 4 GiB that wasm can address; activations want the rest. */
export const MAX_PARAMETERS = 50_000_000;
/** Of what a training batch keeps and computes with, as `bytesOf` estimates it: wasm's 4 GiB less a margin. */
export const MAX_BATCH_BYTES = 3.75 * 2 ** 30;
/**
 * Bytes of wasm's heap a value of a layer's output takes in training: the output, its gradient, and copies on the way.
 * 17 to 21 measured for convolutions, norms and rectifiers, up to 32 for smooth activations that are made of many ops.
 */
const BYTES_A_VALUE = 22;

export type Image = {
  height: number;
  width: number;
  channels: number;
  classes: number;
  /** Images of the training set, where that matters. */
  train?: number;
};

/** What a schema cannot see: whether the network fits its images, and the machine. Answers 422. */
export function infeasible(spec: JobSpec, image: Image): Issue[] {
  const plan = planOf(spec, image);
  if ('message' in plan) return [plan];
  return [
    ...misfitsClasses(spec, plan, image),
    ...tooLarge(spec, plan),
    ...unknownHooks(spec, plan),
    ...nothingToInit(spec, plan),
    ...tooManySamples(spec, image),
    ...onlyPadding(spec, image),
  ];
}

/** The network that a spec asks for; or why it cannot be. */
export function planOf({ model }: Pick<JobSpec, 'model'>, image: Image): Plan | Issue {
  const layers = layersOf(model, image.classes);
  const isListed = model.kind === 'sequential';
  const pointer = isListed ? '/model/layers' : '/model';
  return planNetwork(layers, [image.channels, image.height, image.width], pointer, isListed);
}

function misfitsClasses({ model }: JobSpec, { output }: Plan, { height, width, classes }: Image): Issue[] {
  if (output.join() === `${classes}`) return [];
  if (model.kind === 'cnn') {
    const needed = Math.ceil(Math.log2(Math.max(height, width))) - (model.firstStride === 2 ? 1 : 0);
    return [
      {
        path: '/model/filters',
        message: `${height}x${width} images need at least ${needed} stride-2 convolutions to arrive at one value a class, got ${model.filters.length}`,
      },
    ];
  }
  const message = `the last layer gives [${output}], but there are ${classes} classes: end with a layer that gives [${classes}]`;
  return [{ path: model.kind === 'sequential' ? '/model/layers' : '/model', message }];
}

function tooLarge(spec: JobSpec, plan: Plan): Issue[] {
  const parameters = parametersOf(plan);
  const path = spec.model.kind === 'sequential' ? '/model/layers' : '/model/filters';
  if (parameters > MAX_PARAMETERS) {
    const message = `${parameters.toLocaleString('en')} parameters, at most ${MAX_PARAMETERS.toLocaleString('en')} are allowed`;
    return [{ path, message }];
  }
  const bytes = bytesOf(plan) * spec.batchSize;
  // What a GPU has is known only once it is open: a batch too large for it fails there, with a sentence.
  if (bytes <= MAX_BATCH_BYTES || !['auto', 'wasm'].includes(spec.device)) return [];
  const fitting = Math.floor(MAX_BATCH_BYTES / bytesOf(plan));
  const message = `a batch of ${spec.batchSize} needs about ${gib(bytes)} of the ${gib(MAX_BATCH_BYTES)} that wasm has: ${
    fitting > 0 ? `at most ${fitting} images fit` : 'not even one image fits'
  }`;
  return [{ path: '/batchSize', message }];
}

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/** Bytes that an image takes in a training batch. */
const bytesOf = ({ modules }: Plan): number =>
  BYTES_A_VALUE * modules.filter(({ isLeaf }) => isLeaf).reduce((sum, { output }) => sum + sizeOf(output), 0);

function unknownHooks({ hooks }: JobSpec, { modules }: Plan): Issue[] {
  if (typeof hooks.layers === 'string') return [];
  const names = modules.map(({ name }) => name);
  return hooks.layers.flatMap((layer, i) =>
    names.includes(layer)
      ? []
      : [{ path: `/hooks/layers/${i}`, message: `no module ${layer}; the model has ${names.join(', ')}` }],
  );
}

function nothingToInit({ init }: JobSpec, { modules }: Plan): Issue[] {
  const norm = modules.find(({ kind }) => kind.endsWith('-norm'));
  if (init.kind !== 'lsuv' || !norm) return [];
  const message = `lsuv brings outputs to mean 0 and deviation 1, which the norm ${norm.name} already does; take another init or no norm`;
  return [{ path: '/init', message }];
}

function tooManySamples({ init, dataset }: JobSpec, { train = Number.POSITIVE_INFINITY }: Image): Issue[] {
  if (init.kind !== 'lsuv' || init.samples === null) return [];
  const most = Math.min(train, dataset.trainLimit ?? train);
  if (init.samples <= most) return [];
  const message = `${init.samples} images are asked for, but there are only ${most} to train on`;
  return [{ path: '/init/samples', message }];
}

function onlyPadding({ augment }: JobSpec, { height, width }: Image): Issue[] {
  const side = Math.min(height, width);
  return augment.flatMap((step, i) =>
    step.kind === 'random-crop' && step.padding >= side
      ? [
          {
            path: `/augment/${i}/padding`,
            message: `must be below ${side}, the side of the image, got ${step.padding}: a crop could be nothing but padding`,
          },
        ]
      : [],
  );
}
