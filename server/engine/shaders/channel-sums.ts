import type { Tensor } from '../tf.ts';
import type { Bound, Gpu, Numbers } from './gpu.ts';
import { GROUP, type Shader } from './shader.ts';
import { ROOM } from './workgroup-sums.ts';

/** Workgroups that share the rows: enough to fill a GPU, few enough to add up in one pass. */
export const PARTS = 64;

/**
 * Two sums for each channel over rows [rows, channels], as partial sums [PARTS, 2, channels].
 * @param add what adds to the floats `a` and `b` for the value at `at`, of channel `channel` and row `row`
 * @param more numbers that it needs
 */
export const channelSums = (
  name: string,
  reads: readonly string[],
  add: string,
  more: Shader['numbers'] = {},
): Shader => ({
  name,
  reads,
  writes: ['partial'],
  numbers: { rows: 'i32', channels: 'i32', share: 'i32', ...more },
  declarations: ROOM,
  // Neighbouring threads have neighbouring channels; with few channels several rows are added at a time.
  code: `
    let channels = numbers.channels;
    let blocks = (channels + ${GROUP - 1}) / ${GROUP};
    let block = group % blocks;
    let part = group / blocks;
    let width = min(channels - block * ${GROUP}, ${GROUP});
    let stripes = ${GROUP} / width;
    let channel = block * ${GROUP} + local % width;
    var a = 0.0;
    var b = 0.0;
    if (local < stripes * width) {
      let end = min(numbers.rows, (part + 1) * numbers.share);
      for (var row = part * numbers.share + local / width; row < end; row += stripes) {
        let at = row * channels + channel;
        ${add}
      }
    }
    firsts[local] = a;
    seconds[local] = b;
    workgroupBarrier();
    if (local < width) {
      for (var stripe = 1; stripe < stripes; stripe++) {
        a += firsts[local + stripe * width];
        b += seconds[local + stripe * width];
      }
      partial[2 * part * channels + channel] = a;
      partial[(2 * part + 1) * channels + channel] = b;
    }
  `,
});

/** What adds up the parts of a channel `i` to `a` and `b`, for the shader that comes after. */
export const TOTAL = `
  var a = 0.0;
  var b = 0.0;
  for (var part = 0; part < ${PARTS}; part++) {
    a += partial[2 * part * numbers.size + i];
    b += partial[(2 * part + 1) * numbers.size + i];
  }
`;

/** Partial sums [PARTS, 2, channels] over x [..., channels], to be added up by TOTAL. */
export function partialSums(gpu: Gpu, shader: Shader, x: Tensor, tensors: Bound, numbers: Numbers = {}) {
  const channels = x.shape.at(-1)!;
  const rows = x.size / channels;
  const partial = gpu.output([PARTS, 2, channels]);
  const share = Math.ceil(rows / PARTS);
  const blocks = Math.ceil(channels / GROUP);
  gpu.run(shader, { ...tensors, partial }, { ...numbers, rows, channels, share }, PARTS * blocks);
  return partial;
}
