import type { Tensor, Variable } from '../tf.ts';
import type { Gpu } from './gpu.ts';
import { forEach } from './shader.ts';

const BLEND = forEach({
  name: 'blend',
  reads: ['now'],
  writes: ['into'],
  numbers: { share: 'f32' },
  code: 'into[i] = into[i] * (1.0 - numbers.share) + now[i] * numbers.share;',
});

/** In place: `into` shares its values with no other tensor. */
export function blendOn(gpu: Gpu, into: Variable, now: Tensor, share: number): void {
  gpu.each(BLEND, { now, into }, { share }, into.size);
}
