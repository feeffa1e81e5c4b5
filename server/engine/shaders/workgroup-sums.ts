import { GROUP } from './shader.ts';

/** Room for SUM_UP, among the declarations of a shader. */
export const ROOM = `
  var<workgroup> firsts: array<f32, ${GROUP}>;
  var<workgroup> seconds: array<f32, ${GROUP}>;
`;

/** Adds up `a` and `b` of all threads of a workgroup: then they are in firsts[0] and seconds[0]. */
export const SUM_UP = `
  workgroupBarrier();
  firsts[local] = a;
  seconds[local] = b;
  workgroupBarrier();
  for (var half = ${GROUP / 2}; half > 0; half /= 2) {
    if (local < half) {
      firsts[local] += firsts[local + half];
      seconds[local] += seconds[local + half];
    }
    workgroupBarrier();
  }
`;
