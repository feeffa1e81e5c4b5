import type { AugmentSpec } from '../../../shared/spec/augment.ts';
import {
  augment,
  type BatchTransform,
  horizontalFlip,
  type Random,
  randomCopy,
  randomCrop,
  randomErase,
} from '../../learner/index.ts';

/** What is done to training batches; null: nothing. */
export function augmentationOf(specs: AugmentSpec, random: Random): BatchTransform | null {
  return specs.length === 0 ? null : augment(specs.map(transformOf), random);
}

function transformOf(spec: AugmentSpec[number]) {
  switch (spec.kind) {
    case 'random-crop':
      return randomCrop(spec);
    case 'horizontal-flip':
      return horizontalFlip(spec);
    case 'random-erase':
      return randomErase(spec);
    case 'random-copy':
      return randomCopy(spec);
  }
}
