import type { Marks, Measured } from '../measure.ts';
import type { Histogram } from '../statistics.ts';
import type { Tensor } from '../tf.ts';
import type { Gpu } from './gpu.ts';
import { forEach, GROUP, kept, type Shader } from './shader.ts';
import { ROOM, SUM_UP } from './workgroup-sums.ts';

/** Workgroups that share a layer's values at most; the computer adds up what they found, in double precision. */
const PARTS = 64;
/** Values that one thread should look at: fewer would not be worth a workgroup. */
const EACH = 16;

/** How many bins a workgroup has room for beside its sums: 16 KiB are there on every device. */
export const MOST_BINS = 2048;

/**
 * One pass over the values: sums and counts of each workgroup's share. Counts are those of the bins, then floored, then
 * capped. Sums are of what the values are above the first of all, which comes after them: where the mean is far from 0, the squares
 * would hide the deviation.
 */
const share = kept(
  (bins: number): Shader => ({
    name: `measure-${bins}`,
    reads: ['x'],
    writes: ['counts', 'sums'],
    whole: ['counts'],
    numbers: { size: 'i32', scale: 'f32', max: 'f32', floor: 'f32', low: 'f32', high: 'f32', marks: 'i32' },
    declarations: `
    var<workgroup> found: array<atomic<u32>, ${bins + 2}>;
    ${ROOM}
  `,
    code: `
    for (var bin = local; bin < ${bins + 2}; bin += ${GROUP}) { atomicStore(&found[bin], 0u); }
    workgroupBarrier();
    var shift = 0.0;
    // One that is not finite would take the others with it.
    if (abs(x[0]) < 1e38) { shift = x[0]; }
    var a = 0.0;
    var b = 0.0;
    for (var at = group * ${GROUP} + local; at < numbers.size; at += groups * ${GROUP}) {
      let value = x[at];
      let off = value - shift;
      a += off;
      b += off * off;
      let size = abs(value);
      // False for NaN too, which is in no bin.
      if (size <= numbers.max) {
        atomicAdd(&found[min(i32(size * numbers.scale), ${bins - 1})], 1u);
      }
      if ((numbers.marks & 1) != 0 && value == numbers.floor) { atomicAdd(&found[${bins}], 1u); }
      if ((numbers.marks & 2) != 0 && value >= numbers.high) { atomicAdd(&found[${bins + 1}], 1u); }
      if ((numbers.marks & 4) != 0 && value <= numbers.low) { atomicAdd(&found[${bins + 1}], 1u); }
    }
    ${SUM_UP}
    for (var bin = local; bin < ${bins + 2}; bin += ${GROUP}) {
      counts[group * ${bins + 2} + bin] = i32(atomicLoad(&found[bin]));
    }
    if (local == 0) {
      sums[2 * group] = firsts[0];
      sums[2 * group + 1] = seconds[0];
      if (group == 0) { sums[2 * groups] = shift; }
    }
  `,
  }),
);

const TOTALS = forEach({
  name: 'measure-totals',
  reads: ['counts'],
  writes: ['totals'],
  whole: ['counts', 'totals'],
  numbers: { parts: 'i32' },
  code: `
    var sum = 0;
    for (var part = 0; part < numbers.parts; part++) { sum += counts[part * numbers.size + i]; }
    totals[i] = sum;
  `,
});

/** See measure: what is read afterwards are the counts of all and the sums of each share, some hundred bytes a layer. */
export function measureOn(gpu: Gpu, x: Tensor, { bins, max }: Histogram, { floor, bounds }: Marks): Measured {
  const n = x.size;
  const parts = Math.max(1, Math.min(PARTS, Math.ceil(n / (GROUP * EACH))));
  const counts = gpu.output([parts, bins + 2], 'int32');
  const sums = gpu.output([2 * parts + 1]);
  const marks = (floor === null ? 0 : 1) + (bounds ? 2 : 0) + (bounds && Number.isFinite(bounds.low) ? 4 : 0);
  const numbers = {
    size: n,
    scale: bins / max,
    max,
    floor: floor ?? 0,
    low: marks & 4 ? bounds!.low : 0,
    high: bounds?.high ?? 0,
    marks,
  };
  gpu.run(share(bins), { x, counts, sums }, numbers, parts);
  const totals = gpu.output([bins + 2], 'int32');
  gpu.each(TOTALS, { counts, totals }, { parts }, bins + 2);
  return {
    tensors: [totals, sums],
    read: (totals, sums) => {
      let [sum, squares] = [0, 0];
      for (let part = 0; part < parts; part++) {
        sum += sums![2 * part]!;
        squares += sums![2 * part + 1]!;
      }
      const off = sum / n;
      const variance = Math.max(0, squares - n * off * off) / (n - 1);
      const hist = Uint32Array.from(totals!.subarray(0, bins));
      const counted = hist.reduce((total, count) => total + count, 0);
      const dead = floor === null ? hist[0]! / counted : totals![bins]! / n;
      const mean = sums![2 * parts]! + off;
      return { mean, std: Math.sqrt(variance), dead, hist, capped: bounds && totals![bins + 1]! / n };
    },
  };
}
