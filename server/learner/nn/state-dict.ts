import { floatsOf, type Tensor, tf } from '../../engine/index.ts';
import type { Module, Slot } from './module.ts';

/** A tensor under its PyTorch name: shape and values in PyTorch's layout. */
export type StateDict = Record<string, { shape: number[]; data: Float32Array }>;

/** All parameters and buffers, as PyTorch's state_dict of the same model. On webgpu they have to be made `readable` before. */
export function stateDict(model: Module): StateDict {
  const dict: StateDict = {};
  for (const [name, { value, torchAxes }] of model.state()) {
    const data = floatsOf(value);
    dict[name] = torchAxes
      ? transposed(data, value.shape, torchAxes)
      : { shape: [...value.shape], data: data.slice() };
  }
  return dict;
}

/** As torch.permute, on values that were read: a tensor made now could not be read at once everywhere. */
function transposed(data: Float32Array, shape: readonly number[], axes: readonly number[]) {
  const steps = axes.map((axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const sizes = axes.map((axis) => shape[axis]!);
  const result = new Float32Array(data.length);
  const place = sizes.map(() => 0);
  for (let i = 0, from = 0; i < result.length; i++) {
    result[i] = data[from]!;
    // On to the next place, as an odometer does.
    for (let k = sizes.length - 1; k >= 0; k--) {
      from += steps[k]!;
      if (++place[k]! < sizes[k]!) break;
      from -= steps[k]! * sizes[k]!;
      place[k] = 0;
    }
  }
  return { shape: sizes, data: result };
}

/**
 * Sets every parameter and buffer, as load_state_dict: missing, unknown and misshapen tensors are told by name.
 * Any shape of equal size is taken, and a slot's alias where its own name is absent.
 */
export function loadStateDict(model: Module, dict: StateDict): void {
  const slots = new Map(model.state());
  const sources = new Map(Array.from(slots, ([name, slot]) => [name, sourceOf(name, slot, dict)]));
  const used = new Set(sources.values());
  const missing = [...slots.keys()].filter((name) => sources.get(name) === undefined);
  const unknown = Object.keys(dict).filter(
    (name) => !used.has(name) && !name.endsWith('num_batches_tracked'),
  );
  if (missing.length > 0 || unknown.length > 0) {
    throw new Error(`weights do not fit the model: missing ${list(missing)}, unknown ${list(unknown)}`);
  }
  const read = Array.from(slots, ([name, slot]) => ({ name, slot, ...dict[sources.get(name)!]! }));
  // All are looked at before the first is set: weights that do not fit leave the model as it was.
  for (const { name, slot, shape, data } of read) {
    if (data.length !== slot.value.size) {
      throw new Error(`weight ${name} has shape [${shape}], the model wants [${torchShape(slot)}]`);
    }
  }
  for (const { slot, data } of read) tf.tidy(() => slot.value.assign(fromTorch(slot, data)));
}

/** Under which name the dict has the slot: its own, or an alias beside it. */
function sourceOf(name: string, { aliases = [] }: Slot, dict: StateDict): string | undefined {
  const path = name.slice(0, name.lastIndexOf('.') + 1);
  return [name, ...aliases.map((alias) => path + alias)].find((key) => Object.hasOwn(dict, key));
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
