import type { Random } from '../random.ts';

/**
 * Whether chance is asked once for all images of a batch, as the course does, which transforms a batch at a time, or for
 * each image, as torchvision's transforms in a Dataset do.
 */
export type Per = 'batch' | 'image';

/** For each of `n` images a number in [0, 1]: rounded to float32, one just below 1 becomes 1. */
export function uniformDraws(random: Random, n: number, per: Per): Float32Array {
  return per === 'image' ? random.uniform(n, 0, 1) : new Float32Array(n).fill(random.uniform(1, 0, 1)[0]!);
}

/** For each of `n` images a whole number in [0, below); 0 where there is none. `below` need not be whole. */
export function wholeDraws(random: Random, n: number, below: number, per: Per): Int32Array {
  const last = Math.max(0, Math.ceil(below) - 1);
  const draws = uniformDraws(random, n, per);
  const whole = new Int32Array(n);
  for (let i = 0; i < n; i++) whole[i] = Math.min(last, Math.floor(draws[i]! * below));
  return whole;
}

/** @throws RangeError that names the option */
export function expectShare(name: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`${name} is ${value}, not from 0 to 1`);
}

/** @throws RangeError that names the option */
export function expectCount(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 0) throw new RangeError(`${name} is ${value}, not 0, 1, 2, …`);
}
