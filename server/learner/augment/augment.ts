import { tf, valuesOf } from '../../engine/index.ts';
import { BatchTransform } from '../callbacks/batch-transform.ts';
import type { Random } from '../random.ts';
import type { Augmentation, ImagesShape } from './augmentation.ts';

/** Does `transforms`, one after the other, to the images of each training batch; validation is left alone. */
export function augment(transforms: readonly Augmentation[], random: Random): BatchTransform {
  return new BatchTransform(
    ({ x, y }) => {
      if (transforms.length === 0) return { x, y };
      const shape = x.shape as unknown as ImagesShape;
      // A view into the heap: no tensor may be made before the transforms are done with it.
      const images = transforms.reduce((values, transform) => transform(values, shape, random), valuesOf(x));
      return { x: tf.tensor(images, [...shape], 'float32'), y };
    },
    { onValid: false },
  );
}
