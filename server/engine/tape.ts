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

type Tape = { saved?: Tensor[] }[];

/** When `forward` throws, tfjs forgets its tape but not the tensors that the tape kept for the way back. */
function releaseTape(): void {
  const state = (tf.engine() as unknown as { state: { activeTape: Tape | null; gradientDepth: number } })
    .state;
  if (state.gradientDepth > 0 || !state.activeTape) return;
  for (const node of state.activeTape) for (const tensor of node.saved ?? []) tensor.dispose();
  state.activeTape = null;
}
