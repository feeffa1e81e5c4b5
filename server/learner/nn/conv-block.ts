import type { Random } from '../random.ts';
import type { Activation } from './activations.ts';
import { BatchNorm2d } from './batch-norm.ts';
import { Conv2d } from './conv2d.ts';
import type { Module } from './module.ts';
import { Sequential } from './sequential.ts';

export type ConvBlockOptions = {
  kernel?: number;
  stride?: number;
  bias?: boolean;
  /** Absent: none. */
  activation?: (() => Activation) | undefined;
  /** A new norm layer for that many channels; absent: none. */
  norm?: ((channels: number) => Module) | undefined;
};

/**
 * The course's conv (notebook 7, with norm since 11): convolution "0" padded by kernel / 2, then norm and activation
 * where there are some. Always a Sequential. x [n, h, w, inputs] -> [n, h', w', outputs].
 */
export function convBlock(
  inputs: number,
  outputs: number,
  random: Random,
  { kernel = 3, stride = 2, bias = true, activation, norm }: ConvBlockOptions = {},
): Sequential {
  const padding = Math.floor(kernel / 2);
  const conv = new Conv2d(inputs, outputs, random, { kernel, stride, padding, bias });
  const layers: Module[] = [conv];
  if (norm) layers.push(norm(outputs));
  conv.isBiasCancelled = layers[1] instanceof BatchNorm2d;
  if (activation) layers.push(activation());
  return new Sequential(...layers);
}
