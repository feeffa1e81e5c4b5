import type { Scalar, Tensor } from '../tf.ts';
import type { Gpu } from './gpu.ts';
import { GROUP, type Shader } from './shader.ts';

/** By one workgroup, a row a thread: classes are few, and so are the rows of a batch. */
const HITS: Shader = {
  name: 'hits',
  reads: ['logits', 'labels'],
  writes: ['count'],
  whole: ['labels', 'count'],
  numbers: { rows: 'i32', classes: 'i32' },
  declarations: 'var<workgroup> found: atomic<i32>;',
  code: `
    for (var row = local; row < numbers.rows; row += ${GROUP}) {
      let begin = row * numbers.classes;
      var best = 0;
      for (var k = 1; k < numbers.classes; k++) {
        if (logits[begin + k] > logits[begin + best]) { best = k; }
      }
      if (best == labels[row]) { atomicAdd(&found, 1); }
    }
    workgroupBarrier();
    if (local == 0) { count[0] = atomicLoad(&found); }
  `,
};

/** Rows of logits [n, classes] whose first largest value is at the label [n] int32 -> int32 []. */
export function hitsOn(gpu: Gpu, logits: Tensor, labels: Tensor): Scalar {
  const [rows, classes] = logits.shape as [number, number];
  const count = gpu.output([], 'int32');
  gpu.run(HITS, { logits, labels, count }, { rows, classes }, 1);
  return count as Scalar;
}
