import { type Scalar, type Tensor, tf, type Variable } from './tf.ts';

/**
 * Runs `forward` and returns its value with the gradient of each variable, in their order. Like every tfjs tape it is
 * synchronous: `forward` may not wait for anything. The caller disposes what it gets, or runs inside a tidy.
 */
export function valueAndGradients(
  forward: () => Scalar,
  variables: readonly Variable[],
): { value: Scalar; gradients: Tensor[] } {
  try {
    const { value, grads } = tf.variableGrads(forward, [...variables]);
    return { value, gradients: variables.map((variable) => grads[variable.name] ?? tf.zerosLike(variable)) };
  } catch (error) {
    releaseTape();
    throw error;
  }
}

/** Whether what is computed now may be walked back through. */
export const isRecording = (): boolean => state().gradientDepth > 0;

type Tape = { saved?: Tensor[] }[];

const state = () =>
  (tf.engine() as unknown as { state: { activeTape: Tape | null; gradientDepth: number } }).state;

/** When `forward` throws, tfjs forgets its tape but not the tensors that the tape kept for the way back. */
function releaseTape(): void {
  const { activeTape } = state();
  if (isRecording() || !activeTape) return;
  for (const node of activeTape) for (const tensor of node.saved ?? []) tensor.dispose();
  state().activeTape = null;
}
