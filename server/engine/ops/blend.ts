import { simd } from '../kernels/simd.ts';
import { makeSole } from '../kernels/sole.ts';
import { expectAlike } from '../operands.ts';
import { blendOn } from '../shaders/blend.ts';
import { gpu } from '../shaders/gpu.ts';
import { type Tensor, tf, type Variable } from '../tf.ts';

/** into = into * (1 - share) + now * share, of one shape: a running mean takes a step. In place, where the device can. @throws RangeError for others */
export function blend(into: Variable, now: Tensor, share: number): void {
  expectAlike('blend', into, now);
  const kernels = simd();
  const device = gpu();
  if (kernels) {
    makeSole(kernels, into);
    kernels.runOver(now.size, 'blend', kernels.at(now), kernels.at(into), now.size, share);
    kernels.rewritten(into);
  } else if (device && !device.shares(into)) {
    blendOn(device, into, now, share);
  } else {
    tf.tidy(() => into.assign(tf.add(tf.mul(into, 1 - share), tf.mul(now, share))));
  }
}
