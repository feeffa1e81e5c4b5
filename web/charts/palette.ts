import { interpolateViridis } from 'd3-scale-chromatic';

const STEPS = 256;

/** Viridis as RGBA of one pixel each, from 0 (dark) to 255 (bright): as bright as it is much, for every eye. */
export const VIRIDIS: Uint32Array = Uint32Array.from({ length: STEPS }, (_, i) =>
  packed(interpolateViridis(i / (STEPS - 1))),
);

/** The same as colours of CSS, for legends. */
export const viridisStops = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => interpolateViridis(i / (count - 1)));

/** `#rrggbb` as it lies in the memory of a canvas: little-endian, opaque. */
export function packed(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return ((255 << 24) | (blue! << 16) | (green! << 8) | red!) >>> 0;
}

const COLOURS = 12;
const DASHES: readonly number[][] = [[], [6, 3], [2, 2], [8, 3, 2, 3]];

/** The look of the nth line of many: twelve colours, then the same with dashes. */
export function lineLook(n: number): { color: string; dash?: number[] } {
  const dash = DASHES[Math.floor(n / COLOURS) % DASHES.length]!;
  return { color: `--series-${(n % COLOURS) + 1}`, ...(dash.length > 0 && { dash }) };
}
