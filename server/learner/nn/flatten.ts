import { type Tensor, tf } from '../../engine/index.ts';
import { Module } from './module.ts';

/** torch.nn.Flatten: [n, h, w, c] -> [n, c * h * w], in PyTorch's order (channels first). */
export class Flatten extends Module {
  readonly kind = 'Flatten';

  protected forward(x: Tensor): Tensor {
    const [n, height, width] = x.shape as [number, number, number];
    const channelsFirst = height * width > 1 ? tf.transpose(x, [0, 3, 1, 2]) : x;
    return tf.reshape(channelsFirst, [n, -1]);
  }
}
