import type { LeafLayer } from '../../../shared/spec/layer.ts';
import type { Shape } from '../../../shared/spec/leaf-shape.ts';
import {
  AvgPool2d,
  BatchNorm1d,
  BatchNorm2d,
  Conv2d,
  convBlock,
  Dropout,
  Flatten,
  GlobalAvgPool,
  GroupNorm,
  InstanceNorm2d,
  LayerNorm,
  LessonBatchNorm,
  Linear,
  type Module,
  type Random,
  ResBlock,
} from '../../learner/index.ts';
import { makerOf } from './activation.ts';
import { normOf } from './norm.ts';

/** Where initial weights and dropped units are drawn from. */
export type Randoms = { weights: Random; dropout: Random };

/** One layer of the spec as a module. `input`: the shape that comes to it, channels or features first. */
export function moduleOf(layer: LeafLayer, input: Shape, { weights, dropout }: Randoms): Module {
  const channels = input[0]!;
  switch (layer.kind) {
    case 'conv': {
      const { filters, kernel, stride, bias } = layer;
      const padding = layer.padding ?? Math.floor(kernel / 2);
      return new Conv2d(channels, filters, weights, { kernel, stride, padding, bias });
    }
    case 'linear':
      return new Linear(channels, layer.features, weights, { bias: layer.bias });
    case 'conv-block': {
      const { filters, kernel, stride, bias } = layer;
      const activation = layer.activation && makerOf(layer.activation);
      const norm = normOf(layer.norm);
      return convBlock(channels, filters, weights, {
        kernel,
        stride,
        bias,
        ...(activation && { activation }),
        ...(norm && { norm }),
      });
    }
    case 'res-block': {
      const { filters, kernel, stride } = layer;
      const norm = normOf(layer.norm);
      const activation = makerOf(layer.activation);
      return new ResBlock(channels, filters, weights, { kernel, stride, activation, ...(norm && { norm }) });
    }
    case 'batch-norm':
      return input.length === 1 ? new BatchNorm1d(channels, layer) : new BatchNorm2d(channels, layer);
    case 'lesson-batch-norm':
      return new LessonBatchNorm(channels, layer);
    case 'layer-norm':
      return new LayerNorm(layer);
    case 'instance-norm':
      return new InstanceNorm2d(channels, layer);
    case 'group-norm':
      return new GroupNorm(layer.groups, channels, layer);
    case 'dropout':
      return new Dropout(layer.p, dropout);
    case 'avg-pool':
      return new AvgPool2d(layer.size, layer);
    case 'global-avg-pool':
      return new GlobalAvgPool();
    case 'flatten':
      return new Flatten();
    default:
      return makerOf(layer)();
  }
}
