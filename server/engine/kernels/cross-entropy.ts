import type { Scalar, Tensor } from '../tf.ts';
import type { Simd } from './simd.ts';

/** A cache line for each thread's partial sum. */
const APART = 64;

/** Logits [n, classes], labels [n] int32 -> the mean loss, and the probabilities that its gradient wants. */
export function crossEntropyOf(
  kernels: Simd,
  logits: Tensor,
  labels: Tensor,
): { loss: Scalar; probabilities: Tensor } {
  const [n, classes] = logits.shape as [number, number];
  const probabilities = kernels.output(logits.shape);
  const loss = kernels.output([]) as Scalar;
  const partials = kernels.scratch(APART * kernels.threads);
  const places = [logits, labels, probabilities, loss].map((tensor) => kernels.at(tensor));
  kernels.run('crossEntropy', ...places, partials, n, classes);
  return { loss, probabilities };
}

/** (probabilities - one-hot) * dy / n */
export function crossEntropyGradient(
  kernels: Simd,
  probabilities: Tensor,
  labels: Tensor,
  dy: Tensor,
): Tensor {
  const [n, classes] = probabilities.shape as [number, number];
  const dx = kernels.output(probabilities.shape);
  const places = [probabilities, labels, dy, dx].map((tensor) => kernels.at(tensor));
  kernels.run('crossEntropyGradient', ...places, n, classes);
  return dx;
}

/** How many rows of logits [n, classes] have the first of their largest values at the label, as an int32 scalar. */
export function hitsOf(kernels: Simd, logits: Tensor, labels: Tensor): Scalar {
  const [n, classes] = logits.shape as [number, number];
  const count = kernels.output([], 'int32') as Scalar;
  const partials = kernels.scratch(APART * kernels.threads);
  const places = [logits, labels, count].map((tensor) => kernels.at(tensor));
  kernels.run('countHits', ...places, partials, n, classes);
  return count;
}
