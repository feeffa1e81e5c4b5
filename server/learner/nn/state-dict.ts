import { type Tensor, tf } from '../../engine/index.ts';
import type { Module, Slot } from './module.ts';

/** A tensor under its PyTorch name: shape and values in PyTorch's layout. */
export type StateDict = Record<string, { shape: number[]; data: Float32Array }>;

/** All parameters and buffers, as PyTorch's state_dict of the same model. */
export function stateDict(model: Module): StateDict {
  const dict: StateDict = {};
  for (const [name, { value, torchAxes }] of model.state()) {
    const tensor = tf.tidy(() => (torchAxes ? tf.transpose(value, [...torchAxes]) : tf.clone(value)));
    dict[name] = { shape: [...tensor.shape], data: tensor.dataSync().slice() as Float32Array };
    tensor.dispose();
  }
  return dict;
}

/**
 * Sets every parameter and buffer, as load_state_dict: missing, unknown and misshapen tensors are told by name.
 * Any shape of equal size is taken.
 */
export function loadStateDict(model: Module, dict: StateDict): void {
  const slots = new Map(model.state());
  const missing = [...slots.keys()].filter((name) => !Object.hasOwn(dict, name));
  const unknown = Object.keys(dict).filter(
    (name) => !slots.has(name) && !name.endsWith('num_batches_tracked'),
  );
  if (missing.length > 0 || unknown.length > 0) {
    throw new Error(`weights do not fit the model: missing ${list(missing)}, unknown ${list(unknown)}`);
  }
  for (const [name, slot] of slots) {
    const { shape, data } = dict[name]!;
    if (data.length !== slot.value.size) {
      throw new Error(`weight ${name} has shape [${shape}], the model wants [${torchShape(slot)}]`);
    }
    tf.tidy(() => slot.value.assign(fromTorch(slot, data)));
  }
}

function torchShape({ value, torchAxes }: Slot): number[] {
  return torchAxes ? torchAxes.map((axis) => value.shape[axis]!) : [...value.shape];
}

function fromTorch(slot: Slot, data: Float32Array): Tensor {
  const tensor = tf.tensor(data, torchShape(slot), 'float32');
  const { torchAxes } = slot;
  return torchAxes
    ? tf.transpose(
        tensor,
        torchAxes.map((_, axis) => torchAxes.indexOf(axis)),
      )
    : tensor;
}

const list = (names: string[]): string => (names.length > 0 ? names.join(', ') : 'none');
