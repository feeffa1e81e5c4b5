import type { Random } from '../random.ts';
import type { Activation } from './activations.ts';
import { BatchNorm1d } from './batch-norm.ts';
import { Flatten } from './flatten.ts';
import { Linear } from './linear.ts';
import type { Module } from './module.ts';
import { GlobalAvgPool } from './pooling.ts';
import { ResBlock } from './res-block.ts';
import { Sequential } from './sequential.ts';

export type ResnetOptions = {
  /** Channels of the images. */
  inputs: number;
  classes: number;
  /** Channels after each block; the first keeps the size of the image, each other one halves it. */
  filters?: readonly number[];
  kernel?: number;
  activation: () => Activation;
  /** A new norm layer for that many channels; absent: none. */
  norm?: ((channels: number) => Module) | undefined;
  /** Average over what is left of the image, instead of taking for granted that it is one position. */
  pool?: boolean;
};

/**
 * The course's ResNet (notebook 13, get_model): ResBlocks "0", "1", …, then flattened (or `pool`ed) and a linear layer
 * without bias to the classes, with a batch norm behind it when the blocks have norms.
 * x [n, h, w, inputs] -> [n, classes]. With six filters 28 x 28 comes down to 1 x 1.
 */
export function resnet(options: ResnetOptions, random: Random): Sequential {
  const { inputs, classes, filters = [8, 16, 32, 64, 128, 256], pool = false, ...rest } = options;
  const { kernel = 3, activation, norm } = rest;
  const widths = [inputs, ...filters];
  const blocks = filters.map(
    (width, i) =>
      new ResBlock(widths[i]!, width, random, { stride: i === 0 ? 1 : 2, kernel, activation, norm }),
  );
  return new Sequential(
    ...blocks,
    pool ? new GlobalAvgPool() : new Flatten(),
    new Linear(widths.at(-1)!, classes, random, { bias: false }),
    ...(norm ? [new BatchNorm1d(classes)] : []),
  );
}
