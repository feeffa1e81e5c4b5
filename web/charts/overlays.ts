import uPlot from 'uplot';
import { colourOf } from './colours.ts';
import type { Range } from './zoom.ts';

export type Mark = { x: number; label: string };

/** Shades a range of y, below the lines. */
export function drawBand(u: uPlot, band: Range | undefined): void {
  if (!band) return;
  const [bottom, top] = band.map((value) => u.valToPos(value, 'y', true)) as [number, number];
  inside(u, () => {
    u.ctx.globalAlpha = 0.13;
    u.ctx.fillStyle = colourOf('--good');
    u.ctx.fillRect(u.bbox.left, top, u.bbox.width, bottom - top);
  });
}

/** Upright lines with a word beside them, above all else. */
export function drawMarks(u: uPlot, marks: readonly Mark[]): void {
  if (marks.length === 0) return;
  inside(u, () => {
    const ratio = uPlot.pxRatio;
    const { ctx, bbox } = u;
    ctx.font = `${12 * ratio}px system-ui, sans-serif`;
    ctx.strokeStyle = colourOf('--ink');
    ctx.fillStyle = colourOf('--ink');
    ctx.setLineDash([4 * ratio, 3 * ratio]);
    for (const { x, label } of marks) {
      const left = Math.round(u.valToPos(x, 'x', true));
      ctx.beginPath();
      ctx.moveTo(left, bbox.top);
      ctx.lineTo(left, bbox.top + bbox.height);
      ctx.stroke();
      // There is no room to the right of one that is far right.
      const isRight = left > bbox.left + bbox.width * 0.7;
      ctx.textAlign = isRight ? 'right' : 'left';
      ctx.fillText(label, left + (isRight ? -5 : 5) * ratio, bbox.top + 12 * ratio);
    }
  });
}

function inside({ ctx, bbox }: uPlot, draw: () => void): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  draw();
  ctx.restore();
}
