import type { Random } from '../random.ts';
import type { Activation } from './activations.ts';
import { Conv2d } from './conv2d.ts';
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
  norm?: (channels: number) => Module;
};

/**
 * The lesson's get_model: stride-2 convolutions, each with norm and activation, then one to the classes, flattened.
 * Module paths are those of the same nn.Sequential: "0.0" convolution, "0.1" norm, "0.2" activation.
 */
export function cnn({ inputs, classes, filters, kernel = 3, activation, norm }: CnnOptions, random: Random) {
  const conv = (from: number, to: number): Conv2d =>
    new Conv2d(from, to, random, { kernel, stride: 2, padding: Math.floor(kernel / 2) });
  const widths = [inputs, ...filters];
  const blocks = filters.map(
    (width, i) => new Sequential(conv(widths[i]!, width), ...(norm ? [norm(width)] : []), activation()),
  );
  return new Sequential(...blocks, new Sequential(conv(widths.at(-1)!, classes)), new Flatten());
}
