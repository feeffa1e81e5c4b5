import { type Shape, type Tensor, tf } from './tf.ts';

const say = ({ dtype, shape }: Tensor): string => `${dtype} [${shape}]`;

/**
 * A kernel reads as many values as it is told to, wherever they end: whoever calls one says first what it must be given.
 * @throws RangeError for a tensor that is not float32 or has not so many values
 */
export function expectFloats(op: string, size: number, ...tensors: (Tensor | null)[]): void {
  for (const tensor of tensors) {
    if (tensor === null || (tensor.size === size && tensor.dtype === 'float32')) continue;
    throw new RangeError(`${op} takes ${size} float32 values here, not ${say(tensor)}`);
  }
}

/** @throws RangeError for tensors that are not float32 or of different shapes */
export function expectAlike(op: string, a: Tensor, b: Tensor): void {
  if (!isSame(a.shape, b.shape)) {
    throw new RangeError(`${op} takes tensors of one shape, not [${a.shape}] and [${b.shape}]`);
  }
  expectFloats(op, a.size, a, b);
}

const isSame = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((side, i) => side === b[i]);

/** Labels as whole numbers; the tidy around it owns what is made. */
export const wholeLabels = (labels: Tensor): Tensor =>
  labels.dtype === 'int32' ? labels : tf.cast(labels, 'int32');

/** @throws RangeError unless these are logits [n, classes], float32, with labels [n] */
export function expectLabels(op: string, logits: Tensor, labels: Tensor): void {
  if (logits.rank === 2 && logits.dtype === 'float32' && labels.size === logits.shape[0]) return;
  throw new RangeError(
    `${op} takes logits float32 [n, classes] and labels [n], not ${say(logits)} and ${say(labels)}`,
  );
}
