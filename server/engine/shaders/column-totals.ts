import type { Tensor } from '../tf.ts';
import type { Gpu } from './gpu.ts';
import { GROUP, type Shader } from './shader.ts';

/** Neighbouring columns that a workgroup adds up, by so many threads each. */
const COLUMNS = 8;
const STRIPES = GROUP / COLUMNS;

/** One thread for each column alone would wait for the memory once a part, a thousand times. */
const TOTALS: Shader = {
  name: 'column-totals',
  reads: ['partial'],
  writes: ['totals'],
  numbers: { parts: 'i32', size: 'i32' },
  declarations: `var<workgroup> sums: array<f32, ${GROUP}>;`,
  code: `
    let column = group * ${COLUMNS} + local % ${COLUMNS};
    let stripe = local / ${COLUMNS};
    var sum = 0.0;
    if (column < numbers.size) {
      for (var part = stripe; part < numbers.parts; part += ${STRIPES}) {
        sum += partial[part * numbers.size + column];
      }
    }
    sums[local] = sum;
    workgroupBarrier();
    for (var half = ${STRIPES / 2}; half > 0; half /= 2) {
      if (stripe < half) { sums[local] += sums[local + half * ${COLUMNS}]; }
      workgroupBarrier();
    }
    if (stripe == 0 && column < numbers.size) { totals[column] = sums[local]; }
  `,
};

/** Partial sums [parts, ...] -> their sum, in `totals`. */
export function columnTotalsOn(gpu: Gpu, partial: Tensor, parts: number, totals: Tensor): void {
  const { size } = totals;
  gpu.run(TOTALS, { partial, totals }, { parts, size }, Math.ceil(size / COLUMNS));
}
