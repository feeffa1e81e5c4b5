import type { Layer } from '../training.ts';
import { type Column, header, line } from './columns.ts';
import { histogram } from './histogram.ts';
import { fixed, percent } from './numbers.ts';

/** One line a layer as its last watched batch left it. @param max upper edge of the histogram's last bin */
export function layerLines(layers: readonly Layer[], max: number): string[] {
  const columns: Column[] = [
    { title: 'layer', width: Math.max(...layers.map(({ name }) => name.length)), align: 'left' },
    { title: 'mean', width: 7 },
    { title: 'std', width: 6 },
    { title: 'dead', width: 7 },
    { title: `|activation| from 0 to ${max}, log scale`, width: 0, align: 'left' },
  ];
  const rows = layers.map(({ name, mean, std, dead, hist }) =>
    line(columns, [name, fixed(mean, 3), fixed(std, 3), percent(dead, 1), histogram(hist)]),
  );
  return rows.length > 0 ? [header(columns), ...rows] : [];
}
