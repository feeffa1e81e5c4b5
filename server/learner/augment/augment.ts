import { floatsOf, readsAtOnce, type Tensor, written } from '../../engine/index.ts';
import { BatchTransform } from '../callbacks/batch-transform.ts';
import type { Random } from '../random.ts';
import type { Augmentation, ImagesShape } from './augmentation.ts';

/** Does `transforms`, one after the other, to the images of each training batch; validation is left alone. */
export function augment(transforms: readonly Augmentation[], random: Random): BatchTransform {
  return new BatchTransform(
    ({ x, y }) => {
      if (transforms.length === 0) return { x, y };
      const shape = x.shape as unknown as ImagesShape;
      if (!readsAtOnce()) return { x: onGpu(transforms, x, shape, random), y };
      const augmented = written(x.shape, 'float32', (into) => {
        let values = floatsOf(x);
        for (const transform of transforms) values = transform(values, shape, random, into);
        if (values !== into) into.set(values);
      });
      return { x: augmented, y };
    },
    { onValid: false },
  );
}

/** Those in between go with the batch. */
function onGpu(transforms: readonly Augmentation[], x: Tensor, shape: ImagesShape, random: Random): Tensor {
  return transforms.reduce((images, transform) => {
    if (!transform.onGpu) throw new Error('this augmentation has no onGpu: train on the wasm device');
    return transform.onGpu(images, shape, random);
  }, x);
}
