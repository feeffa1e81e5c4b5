import type { Norm } from '../../../shared/spec/norm.ts';
import {
  BatchNorm2d,
  GroupNorm,
  InstanceNorm2d,
  LayerNorm,
  LessonBatchNorm,
  type Module,
} from '../../learner/index.ts';

/** What makes the norm that a spec asks for, for so many channels; undefined: none. */
export function normOf(norm: Norm): ((channels: number) => Module) | undefined {
  switch (norm.kind) {
    case 'none':
      return undefined;
    case 'batch':
      return (channels) => new BatchNorm2d(channels, norm);
    case 'lesson-batch':
      return (channels) => new LessonBatchNorm(channels, norm);
    case 'layer':
      return () => new LayerNorm(norm);
    case 'instance':
      return (channels) => new InstanceNorm2d(channels, norm);
    case 'group':
      return (channels) => new GroupNorm(norm.groups, channels, norm);
  }
}
