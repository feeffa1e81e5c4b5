import { groupNormGradients, groupNormWith } from '../kernels/group-norm.ts';
import { simd } from '../kernels/simd.ts';
import { gpu } from '../shaders/gpu.ts';
import { groupNormGradientsOn, groupNormOn } from '../shaders/group-norm.ts';
import { type Tensor, tf } from '../tf.ts';
import { channelSum } from './channel-sum.ts';
import { perChannel } from './per-channel.ts';

/** Scale and shift after the norm: one for each channel [c], or one for all []. */
export type Affine = { scale: Tensor; shift: Tensor };

export type GroupNormOptions = {
  /** Into how many groups of neighbours the channels are parted; it divides their number. */
  groups: number;
  eps: number;
  /** Divide by count - 1 in the variance. A lone value has variance 0. */
  unbiased?: boolean;
};

/** `correction`: what is taken off the count that the variance is divided by. */
export type GroupNormLayout = { groups: number; correction: 0 | 1 };

/**
 * Normalization of each image over its positions and the channels of a group (Wu & He 2018, arXiv:1803.08494), as one
 * op with its closed gradient, which flows through the statistics too. One group is layer norm, as many groups as
 * channels is instance norm. x [n, h, w, c] -> same shape.
 */
export function groupNorm(x: Tensor, affine: Affine | null, options: GroupNormOptions): Tensor {
  if (simd() || gpu()) return inOne(x, affine, options);
  const { groups, eps, unbiased = false } = options;
  const [, height, width, channels] = x.shape as [number, number, number, number];
  const area = height * width;
  const size = (area * channels) / groups;
  // The variance's divisor, in shares of the group's size.
  const divisor = unbiased ? Math.max(1, size - 1) / size : 1;
  const inputs = affine ? [x, affine.scale, affine.shift] : [x];
  return tf.customGrad((...args) => {
    const save = args.at(-1) as unknown as (kept: Tensor[]) => void;
    const [x, scale, shift] = args.slice(0, -1) as [Tensor, Tensor?, Tensor?];
    const centred = perChannel(tf.sub, x, groupMean(imageMean(x), groups));
    const variance = tf.div(groupMean(imageMean(tf.square(centred)), groups), divisor);
    const inverse = tf.rsqrt(tf.add(variance, eps));
    const scaled = perChannel(tf.mul, centred, scale ? tf.mul(inverse, scale) : inverse);
    save(scale ? [centred, inverse, scale] : [centred, inverse]);
    return {
      value: shift ? perChannel(tf.add, scaled, shift) : scaled,
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [centred, inverse, scale = tf.scalar(1)] = saved as [Tensor, Tensor, Tensor?];
        const plain = imageMean(dy);
        const along = tf.mul(imageMean(tf.mul(dy, centred)), inverse);
        const throughMean = tf.mul(groupMean(tf.mul(plain, scale), groups), inverse);
        const throughVariance = tf.mul(
          tf.div(groupMean(tf.mul(along, scale), groups), divisor),
          tf.square(inverse),
        );
        const statistics = perChannel(tf.add, perChannel(tf.mul, centred, throughVariance), throughMean);
        const dx = tf.sub(perChannel(tf.mul, dy, tf.mul(inverse, scale)), statistics);
        if (!affine) return dx;
        const total = (means: Tensor): Tensor => tf.mul(sumTo(means, scale), area);
        return [dx, total(along), total(plain)];
      },
    };
  })(...inputs);
}

/** With our kernels or shaders. */
function inOne(x: Tensor, affine: Affine | null, options: GroupNormOptions): Tensor {
  const layout: GroupNormLayout = { groups: options.groups, correction: options.unbiased ? 1 : 0 };
  const inputs = affine ? [x, affine.scale, affine.shift] : [x];
  return tf.customGrad((...args) => {
    const save = args.at(-1) as unknown as (kept: Tensor[]) => void;
    const [x, scale = null, shift = null] = args.slice(0, -1) as [Tensor, Tensor?, Tensor?];
    const device = gpu();
    const { y, mean, inverse } = device
      ? groupNormOn(device, x, scale, shift, options.eps, layout)
      : groupNormWith(simd()!, x, scale, shift, options.eps, layout);
    save(scale ? [x, mean, inverse, scale] : [x, mean, inverse]);
    return {
      value: y,
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const kept = saved as [Tensor, Tensor, Tensor, Tensor?];
        return device
          ? groupNormGradientsOn(device, dy, kept, layout)
          : groupNormGradients(simd()!, dy, kept, layout);
      },
    };
  })(...inputs);
}

/** Mean over the positions of each image: [n, h, w, c] -> [n, 1, 1, c]. The pooling kernel uses threads and SIMD. */
function imageMean(x: Tensor): Tensor {
  const [, height, width] = x.shape as [number, number, number];
  return tf.avgPool(x as tf.Tensor4D, [height, width], 1, 'valid');
}

/** Mean over each group's channels, where they stood: [n, 1, 1, c] -> the same, or [n, 1, 1, 1] for one group. */
function groupMean(means: Tensor, groups: number): Tensor {
  const [n, , , channels] = means.shape as [number, number, number, number];
  if (groups === 1) return tf.mean(means, -1, true);
  if (groups === channels) return means;
  const grouped = tf.mean(tf.reshape(means, [n, groups, channels / groups]), -1, true);
  return tf.reshape(tf.mul(grouped, tf.ones([1, 1, channels / groups])), means.shape);
}

/** Over the images [n, 1, 1, c] -> [c], or over everything for a scalar. */
function sumTo(means: Tensor, scale: Tensor): Tensor {
  return scale.rank === 0 ? tf.sum(means) : channelSum(means);
}
