import type { Random } from '../random.ts';
import type { Activation } from './activations.ts';
import { convBlock } from './conv-block.ts';
import { Flatten } from './flatten.ts';
import type { Module } from './module.ts';
import { Sequential } from './sequential.ts';

export type CnnOptions = {
  /** Channels of the images. */
  inputs: number;
  classes: number;
  /** Channels after each stride-2 convolution. */
  filters: readonly number[];
  kernel?: number;
  activation: () => Activation;
  /** A new norm layer for that many channels; absent: none. */
  norm?: ((channels: number) => Module) | undefined;
};

/**
 * The lesson's get_model: stride-2 convolutions, each with norm and activation, then one to the classes, flattened.
 * Module paths are those of the same nn.Sequential: "0.0" convolution, "0.1" norm, "0.2" activation.
 */
export function cnn({ inputs, classes, filters, kernel = 3, activation, norm }: CnnOptions, random: Random) {
  const widths = [inputs, ...filters];
  const blocks = filters.map((width, i) =>
    convBlock(widths[i]!, width, random, { kernel, activation, norm }),
  );
  return new Sequential(...blocks, convBlock(widths.at(-1)!, classes, random, { kernel }), new Flatten());
}
