import { floatsOf, type Tensor, tf } from '../../engine/index.ts';

/** A float32 tensor, copied out of tfjs; values in tfjs's layout. */
export type SavedTensor = { shape: number[]; data: Float32Array };

export const saved = (tensor: Tensor): SavedTensor => ({
  shape: [...tensor.shape],
  data: floatsOf(tensor).slice(),
});

/** Made of a copy: some backends read the given array only when the tensor is first used. The caller disposes it. */
export const restored = ({ shape, data }: SavedTensor): Tensor => tf.tensor(data.slice(), shape, 'float32');
