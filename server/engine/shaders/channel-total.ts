import type { Tensor } from '../tf.ts';
import { channelSums, partialSums, TOTAL } from './channel-sums.ts';
import type { Gpu } from './gpu.ts';
import { forEach } from './shader.ts';

const SUMS = channelSums('channel-sums', ['x'], 'a += x[at];');

const TOTALS = forEach({
  name: 'channel-totals',
  reads: ['partial'],
  writes: ['total'],
  numbers: {},
  code: `
    ${TOTAL}
    total[i] = a + b;
  `,
});

/** Sum over all but the channels: x [..., c] -> [c]. */
export function channelTotalOn(gpu: Gpu, x: Tensor): Tensor {
  const channels = x.shape.at(-1)!;
  const partial = partialSums(gpu, SUMS, x, { x });
  const total = gpu.output([channels]);
  gpu.each(TOTALS, { partial, total }, {}, channels);
  return total;
}
