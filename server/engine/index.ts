/** Floor 0: which device computes, and the ops with gradients that stock TensorFlow.js lacks or does slowly. */

export { DeviceFailure, deviceFailure, onDeviceFailure } from './device-failure.ts';
export type { Adapter, DeviceReport } from './devices/device.ts';
export { type Device, openDevice, probeDevices } from './devices/open.ts';
export { closeWebgpu } from './devices/webgpu.ts';
export { kernelRuns } from './kernel-runs.ts';
export { OutOfMemory } from './kernels/heap.ts';
export { type Marks, type Measured, type Measurement, measure } from './measure.ts';
export { add } from './ops/add.ts';
export { avgPool, globalAvgPool } from './ops/avg-pool.ts';
export { batchNorm, type Observe } from './ops/batch-norm.ts';
export { blend } from './ops/blend.ts';
export { conv2d } from './ops/conv2d.ts';
export { crossEntropy } from './ops/cross-entropy.ts';
export { dropout } from './ops/dropout.ts';
export { gatherImages, type ImageBytes } from './ops/gather-images.ts';
export { type GeneralReluOptions, generalRelu } from './ops/general-relu.ts';
export { type Affine, type GroupNormOptions, groupNorm } from './ops/group-norm.ts';
export { hits } from './ops/hits.ts';
export { copyValues, mirrorImages, shiftImages } from './ops/image-moves.ts';
export { lessonBatchNorm } from './ops/lesson-batch-norm.ts';
export { linear } from './ops/linear.ts';
export { normalizeWith } from './ops/normalize-with.ts';
export { perChannel } from './ops/per-channel.ts';
export { elu, gelu, selu, sigmoid, silu, softplus, tanh } from './ops/pointwise.ts';
export { stopGradient } from './ops/stop-gradient.ts';
export { type Averaging, type Moving, type Update, updateInPlace } from './ops/updates.ts';
export {
  boundsOnGpu,
  copyPatchesOnGpu,
  erasePatchesOnGpu,
  mirrorOnGpu,
  shiftOnGpu,
} from './shaders/image-moves.ts';
export { type Histogram, type Statistics, statisticsOf } from './statistics.ts';
export { valueAndGradients } from './tape.ts';
export { type Scalar, type Shape, type Tensor, tf, type Variable } from './tf.ts';
export { floatsOf, readable, readsAtOnce, type Values, valuesOf, valuesTogether } from './values.ts';
export { variable } from './variable.ts';
export { written } from './written.ts';
