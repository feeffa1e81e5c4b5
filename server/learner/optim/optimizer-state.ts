import { floatsOf, tf, type Variable } from '../../engine/index.ts';

/** An optimizer at rest: steps taken, and what it remembers as `<parameter index>.<name>`, such as `0.exp_avg`. */
export type OptimizerState = {
  step: number;
  tensors: Record<string, { shape: number[]; data: Float32Array }>;
};

/** What is remembered of each parameter, in the order of the parameters. */
export type Remembered = readonly Readonly<Record<string, Variable>>[];

/** A copy of everything remembered, values in tfjs's layout. */
export function saveTensors(remembered: Remembered): OptimizerState['tensors'] {
  const tensors: OptimizerState['tensors'] = {};
  for (const [key, value] of slotsOf(remembered)) {
    tensors[key] = { shape: [...value.shape], data: floatsOf(value).slice() };
  }
  return tensors;
}

/**
 * Sets everything remembered. Missing, unknown and misshapen tensors are an Error that names them, and then nothing is
 * changed. Any shape of equal size is taken.
 */
export function loadTensors(remembered: Remembered, tensors: OptimizerState['tensors']): void {
  const slots = new Map(slotsOf(remembered));
  const missing = [...slots.keys()].filter((key) => !Object.hasOwn(tensors, key));
  const unknown = Object.keys(tensors).filter((key) => !slots.has(key));
  if (missing.length > 0 || unknown.length > 0) {
    throw new Error(`state does not fit the optimizer: missing ${list(missing)}, unknown ${list(unknown)}`);
  }
  for (const [key, value] of slots) {
    const { shape, data } = tensors[key]!;
    if (data.length !== value.size) {
      throw new Error(
        `optimizer state ${key} has ${data.length} values in shape [${shape}], the parameter is [${value.shape}]`,
      );
    }
  }
  // A copy: some backends read the given array only when the tensor is first used.
  for (const [key, value] of slots) {
    tf.tidy(() => value.assign(tf.tensor(tensors[key]!.data.slice(), value.shape, 'float32')));
  }
}

function slotsOf(remembered: Remembered): [string, Variable][] {
  return remembered.flatMap((state, i) =>
    Object.entries(state).map(([name, value]): [string, Variable] => [`${i}.${name}`, value]),
  );
}

const list = (keys: string[]): string => (keys.length > 0 ? keys.join(', ') : 'none');
