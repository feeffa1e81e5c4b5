/** Floor 0: which device computes, and the ops with gradients that stock TensorFlow.js lacks or does slowly. */
export type { DeviceReport } from './devices/device.ts';
export { type Device, openDevice, probeDevices } from './devices/open.ts';
export { avgPool, globalAvgPool } from './ops/avg-pool.ts';
export { batchNorm, type Observe } from './ops/batch-norm.ts';
export { conv2d } from './ops/conv2d.ts';
export { crossEntropy } from './ops/cross-entropy.ts';
export { type GeneralReluOptions, generalRelu } from './ops/general-relu.ts';
export { type Affine, type GroupNormOptions, groupNorm } from './ops/group-norm.ts';
export { lessonBatchNorm } from './ops/lesson-batch-norm.ts';
export { linear } from './ops/linear.ts';
export { perChannel } from './ops/per-channel.ts';
export { elu, gelu, selu, sigmoid, silu, softplus, tanh } from './ops/pointwise.ts';
export { stopGradient } from './ops/stop-gradient.ts';
export { type Histogram, type Statistics, statisticsOf } from './statistics.ts';
export { valueAndGradients } from './tape.ts';
export { type Scalar, type Shape, type Tensor, tf, type Variable } from './tf.ts';
export { valuesOf } from './values.ts';
export { variable } from './variable.ts';
