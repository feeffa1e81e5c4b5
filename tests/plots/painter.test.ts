import { decode } from 'fast-png';
import { expect, onTestFinished, test } from 'vitest';
import { openPainter, PictureTooLarge, TooManyPictures } from '../../server/plots/index.ts';

const square = (fill: string, size = 10) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}"><rect width="${size}" height="${size}" fill="${fill}"/></svg>`;

function freshPainter(options?: Parameters<typeof openPainter>[0]) {
  const painter = openPainter(options);
  onTestFinished(() => painter.close());
  return painter;
}

test('pictures are painted one after the other, each for who asked for it', async () => {
  const painter = freshPainter();
  const colours = ['#ff0000', '#00ff00', '#0000ff'];
  const pngs = await Promise.all(colours.map((fill, i) => painter.paint(square(fill), i + 1)));
  expect(pngs.map((png) => decode(png)).map(({ width, data }) => [width, ...data.subarray(0, 3)])).toEqual([
    [10, 255, 0, 0],
    [20, 0, 255, 0],
    [30, 0, 0, 255],
  ]);
});

test('what is no SVG is refused alone, and the next is painted', async () => {
  const painter = freshPainter();
  await expect(painter.paint('<svg width="9" height="9"><', 1)).rejects.toThrow('could not be painted');
  expect(decode(await painter.paint(square('#000000'), 1)).width).toBe(10);
});

test('a thread that rests is ended, and a new one begun', async () => {
  const painter = freshPainter({ idleMs: 0 });
  for (let i = 0; i < 3; i++) {
    expect(decode(await painter.paint(square('#000000'), 1)).width).toBe(10);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
});

test('neither huge pictures nor a crowd of them are taken; closing refuses what waits', async () => {
  const painter = freshPainter();
  await expect(painter.paint(square('#000000', 5000), 1)).rejects.toThrow(PictureTooLarge);
  const crowd = Array.from({ length: 16 }, () => painter.paint(square('#000000', 500), 2));
  const settled = Promise.allSettled(crowd);
  await expect(painter.paint(square('#000000'), 1)).rejects.toThrow(TooManyPictures);
  await painter.close();
  expect((await settled).at(-1)).toMatchObject({
    status: 'rejected',
    reason: { message: 'The server is being closed' },
  });
});
