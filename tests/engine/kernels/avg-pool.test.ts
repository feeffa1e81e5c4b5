import { afterAll, describe, expect, test } from 'vitest';
import { Ground } from './ground.ts';
import { normal, worst } from './normal.ts';

type Pair = [number, number];
const CASES: { n: number; size: Pair; c: number; window: Pair; out: Pair }[] = [
  { n: 5, size: [6, 8], c: 8, window: [2, 2], out: [3, 4] },
  { n: 3, size: [7, 7], c: 10, window: [2, 2], out: [3, 3] },
  { n: 3, size: [7, 7], c: 5, window: [2, 2], out: [4, 4] },
  { n: 2, size: [5, 8], c: 1, window: [3, 3], out: [2, 3] },
  { n: 1, size: [11, 3], c: 16, window: [4, 3], out: [2, 1] },
  { n: 9, size: [4, 3], c: 24, window: [4, 3], out: [1, 1] },
];

describe.each([1, 2])('average pooling on %i threads', (threads) => {
  const ground = new Ground(threads);
  afterAll(() => ground.end());

  test.each(CASES)(
    '$n images of $size x $c, windows of $window, $out of them',
    ({ n, size, c, window, out }) => {
      ground.clear();
      const [height, width] = size;
      const x = normal(n * height * width * c, 1);
      const dy = normal(n * out[0] * out[1] * c, 2);
      const [y, dx] = [new Float64Array(dy.length), new Float64Array(x.length)];
      for (let b = 0; b < n; b++)
        for (let i = 0; i < out[0]; i++)
          for (let j = 0; j < out[1]; j++)
            for (let k = 0; k < c; k++) {
              const places: number[] = [];
              for (let p = i * window[0]; p < Math.min(height, (i + 1) * window[0]); p++)
                for (let q = j * window[1]; q < Math.min(width, (j + 1) * window[1]); q++)
                  places.push(((b * height + p) * width + q) * c + k);
              const at = ((b * out[0] + i) * out[1] + j) * c + k;
              y[at] = places.reduce((sum, place) => sum + x[place]!, 0) / places.length;
              for (const place of places) dx[place] = dy[at]! / places.length;
            }
      const layout = [n, height, width, c, ...out, ...window];
      const [atY, atDx] = [ground.room(4 * y.length), ground.room(4 * dx.length)];
      ground.run('avgPoolForward', ground.put(x), atY, ...layout);
      expect(worst(ground.floats(atY, y.length), y)).toBeLessThan(1e-6);
      ground.run('avgPoolBackward', ground.put(dy), atDx, ...layout);
      expect(worst(ground.floats(atDx, dx.length), dx)).toBeLessThan(1e-6);
    },
  );
});
