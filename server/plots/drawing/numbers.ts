/** A number as people read it on an axis: few digits, powers of ten where it is far from 1. @param places that count */
export function compact(value: number, places = 4): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-3) {
    const [digits, power] = value.toExponential(2).split('e');
    return `${Number(digits)}e${Number(power)}`;
  }
  return size >= 1e3 ? value.toLocaleString('en') : String(Number(value.toPrecision(places)));
}

/** One digit behind the point; what cannot be a share as it is. */
export const percent = (share: number): string =>
  Math.abs(share) > 100 ? compact(share) : `${(share * 100).toFixed(1)} %`;

/** `1 batch`, `2 batches`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** What JSON has no number for. */
export const numbered = (column: readonly (number | null)[]): Float64Array =>
  Float64Array.from(column, (value) => value ?? Number.NaN);
