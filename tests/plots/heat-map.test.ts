import { interpolateViridis } from 'd3-scale-chromatic';
import { convertIndexedToRgb, decode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { heatMap } from '../../server/plots/heat-map.ts';
import { drawColorDim } from '../../server/plots/index.ts';
import { activations, layer, look, run } from './run.ts';
import { named, parse } from './xml.ts';

/** Colours by column and bin, and null for what can be seen through. */
function coloursOf(uri: string): (string | null)[][] {
  const png = decode(Buffer.from(uri.replace('data:image/png;base64,', ''), 'base64'));
  const rgba = convertIndexedToRgb(png);
  const channels = rgba.length / png.width / png.height;
  return Array.from({ length: png.width }, (_, column) =>
    Array.from({ length: png.height }, (_, bin) => {
      const at = ((png.height - 1 - bin) * png.width + column) * channels;
      const [red, green, blue, alpha = 255] = rgba.subarray(at, at + channels);
      if (alpha === 0) return null;
      return `#${[red, green, blue].map((part) => part!.toString(16).padStart(2, '0')).join('')}`;
    }),
  );
}

const most = Math.log1p(9);
const colour = (count: number) => interpolateViridis(Math.round((Math.log1p(count) / most) * 254) / 254);
const options = { bins: 3, every: 1, most: 100 };

describe('a heat map', () => {
  test('has a pixel a batch and bin, log1p of the count, the first bin at the bottom', () => {
    const hist = [
      [9, 3, 0],
      [0, 1, 9],
    ];
    const map = heatMap({ step: [0, 1], hist }, options);
    expect(map).toMatchObject({ columns: 2, most: 9 });
    expect(coloursOf(map.uri)).toEqual(hist.map((counts) => counts.map(colour)));
  });

  test('has gaps where a batch has no histogram', () => {
    const { uri } = heatMap({ step: [0, 1, 2], hist: [[9, 0, 0], [], [0, 0, 9]] }, options);
    const [, gap, last] = coloursOf(uri);
    expect([gap, last]).toEqual([
      [null, null, null],
      [colour(0), colour(0), colour(9)],
    ]);
  });

  test('places batches by their steps, and has no more columns than there is room for', () => {
    const step = [0, 2, 8];
    const hist = [[9], [3], [0]];
    const wide = heatMap({ step, hist }, { bins: 1, every: 2, most: 100 });
    expect(coloursOf(wide.uri).flat()).toEqual([9, 3, 3, 3, 0].map(colour));
    const long = {
      step: Array.from({ length: 1000 }, (_, i) => i),
      hist: Array.from({ length: 1000 }, () => [9]),
    };
    expect(heatMap(long, { bins: 1, every: 1, most: 300 }).columns).toBe(300);
    expect(heatMap({ step: [5], hist: [[0, 0, 0]] }, options).columns).toBe(1);
  });

  test('stands in the picture, one a layer, small and pixelated', async () => {
    const hist = Array.from({ length: 50 }, (_, i) => Array.from({ length: 40 }, (_, bin) => i * bin));
    const layers = Object.fromEntries(
      Array.from({ length: 100 }, (_, i) => [
        `${i}`,
        layer(
          hist.map(() => 0),
          hist,
        ),
      ]),
    );
    const svg = await drawColorDim(run(), activations(layers, 40), look());
    const images = named(parse(svg), 'image');
    expect(images).toHaveLength(100);
    for (const { attributes } of images) {
      expect(attributes).toMatchObject({ 'image-rendering': 'pixelated', preserveAspectRatio: 'none' });
      expect(decode(Buffer.from(attributes.href!.split(',')[1]!, 'base64'))).toMatchObject({
        width: 50,
        height: 40,
      });
    }
    expect(svg.length).toBeLessThan(500_000);
  });
});
