import { interpolateViridis } from 'd3-scale-chromatic';
import { encode } from 'fast-png';

/** Levels of brightness, from 1 on. */
const LEVELS = 255;
/** What is not there can be seen through. It comes first: fast-png writes the opacities of the first colours alone. */
const GAP = 0;
const PALETTE: [number, number, number, number][] = Array.from({ length: LEVELS + 1 }, (_, level) => {
  if (level === GAP) return [0, 0, 0, 0];
  const colour = interpolateViridis((level - 1) / (LEVELS - 1));
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return [red!, green!, blue!, 255];
});

/** Encoding a picture takes about 0.15 us a pixel, in which nothing else is served. */
const MOST_PIXELS = 80_000;

export type Histograms = { step: readonly number[]; hist: readonly (readonly number[])[] };

export type HeatMap = {
  /** A data URI: `columns` pixels wide, `bins` high, the first bin at the bottom. */
  uri: string;
  columns: number;
  /** The largest count, which has the brightest colour. */
  most: number;
};

/** Columns that a map may have. */
export const columnsFor = (bins: number, pixels: number): number =>
  Math.max(2, Math.min(Math.round(pixels), Math.floor(MOST_PIXELS / bins)));

/**
 * The colourful dimension of one layer (lesson 10, `color_dim`): log1p of the counts, by batch to the right and by bin
 * upward. A column is one watched batch where all have room, or the last one of those that it stands for; a batch
 * without a histogram is a gap.
 * @param step ascending, one or more
 * @param every of so many steps one was watched
 */
export function heatMap(
  { step, hist }: Histograms,
  { bins, every, most: room }: { bins: number; every: number; most: number },
): HeatMap {
  const first = step[0]!;
  const watched = Math.floor((step.at(-1)! - first) / every) + 1;
  const columns = Math.min(watched, columnsFor(bins, room));
  const most = hist.reduce((top, counts) => counts.reduce((high, count) => Math.max(high, count), top), 0);
  const scale = (LEVELS - 1) / (Math.log1p(most) || 1);
  const data = new Uint8Array(columns * bins).fill(GAP);
  let row = 0;
  for (let column = 0; column < columns; column++) {
    const end = first + (((column + 1) * watched) / columns) * every;
    while (row + 1 < step.length && step[row + 1]! < end) row++;
    const counts = hist[row]!;
    for (let bin = 0; bin < counts.length && bin < bins; bin++) {
      data[(bins - 1 - bin) * columns + column] =
        1 + Math.round(Math.log1p(Math.max(0, counts[bin]!)) * scale);
    }
  }
  const png = encode(
    { width: columns, height: bins, data, channels: 1, depth: 8, palette: PALETTE },
    { zlib: { level: 6 } },
  );
  return { uri: `data:image/png;base64,${Buffer.from(png).toString('base64')}`, columns, most };
}
