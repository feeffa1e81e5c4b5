import { type Averaging, type Tensor, tf, type Variable } from '../../engine/index.ts';
import type { Context } from './transform.ts';

/** `average = keep * average + take * value`, in place; all of one shape. */
export function updateAverage(
  average: Variable,
  value: Tensor,
  { keep, take }: Averaging,
  { scalar }: Pick<Context, 'scalar'>,
): void {
  const taken = take === 1 ? value : tf.mul(value, scalar(take));
  average.assign(tf.add(tf.mul(average, scalar(keep)), taken));
}
