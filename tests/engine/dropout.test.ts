import { expect, test } from 'vitest';
import { dropout, tf } from '../../server/engine/index.ts';
import { onWasm } from '../learner/wasm.ts';

onWasm();

/** The mask by the definition of mulberry32. */
function kept(n: number, state: number, p: number): boolean[] {
  return Array.from({ length: n }, (_, i) => {
    const at = (state + (i + 1) * 0x6d2b79f5) | 0;
    let bits = Math.imul(at ^ (at >>> 15), 1 | at);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return (bits ^ (bits >>> 14)) >>> 0 >= p * 2 ** 32;
  });
}

test.each([
  [1, 0.5],
  [1003, 0.25],
  [4097, 0.9],
])('of %i values drops what the state says, and the same of their gradients', (n, p) => {
  tf.tidy(() => {
    const x = tf.ones([n]);
    const want = kept(n, 1234567, p).map((stays) => (stays ? Math.fround(1 / (1 - p)) : 0));
    expect([...dropout(x, p, 1234567).dataSync()]).toEqual(want);
    const dx = tf.grad((x) => tf.sum(dropout(x, p, 1234567)))(x);
    expect([...dx.dataSync()]).toEqual(want);
  });
});

test.each([
  [0, 1],
  [1, 0],
])('with p %i all are multiplied by %i', (p, factor) => {
  tf.tidy(() => {
    expect([...dropout(tf.tensor1d([1, 2, 3]), p, 5).dataSync()]).toEqual([factor, 2 * factor, 3 * factor]);
  });
});
