import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { HeatSource } from './heat-columns.ts';
import { HeatPicture } from './heat-picture.ts';
import { written } from './numbers.ts';
import { nearest } from './series.ts';
import { onSeen } from './visibility.ts';
import './heat-map.css';

export type HeatMapProps = {
  label: string;
  bins: number;
  /** Upper edge of the last bin. */
  max: number;
  /** The same object as it grows. */
  source: HeatSource;
  /** What of it can be told to those who cannot see it. */
  summary: string;
};

type Place = { x: number; y: number };

/** Histograms of |activation| over the batches, as the lesson's colourful dimension; grows with its source. */
export function HeatMap({ label, bins, max, source, summary }: HeatMapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const picture = useRef<HeatPicture | null>(null);
  const isSeen = useRef(false);
  const latest = useRef(source);
  latest.current = source;
  const place = useSignal<Place | null>(null);

  const draw = () => {
    const drawn = picture.current;
    if (!isSeen.current || !drawn?.draw(latest.current)) return;
    const { style, width } = canvas.current!;
    // The part that is used fills the box.
    style.width = `${(100 * width) / drawn.columns}%`;
    style.imageRendering = drawn.columns < 300 ? 'pixelated' : 'auto';
  };

  useLayoutEffect(() => {
    picture.current = new HeatPicture(canvas.current!, bins);
    return onSeen(canvas.current!.parentElement!, (seen) => {
      isSeen.current = seen;
      draw();
    });
  }, [bins]);
  useEffect(draw);

  const told = useComputed(() => {
    const drawn = picture.current;
    if (!place.value || !drawn || drawn.columns === 0) return null;
    const step = Math.floor(place.value.x * drawn.columns) * drawn.steps;
    const bin = Math.min(bins - 1, Math.floor((1 - place.value.y) * bins));
    const row = nearest(latest.current.step, step);
    if (row < 0) return null;
    const width = max / bins;
    return `batch ${latest.current.step[row]}, |a| ${written(bin * width)}–${written((bin + 1) * width)}: ${latest.current.row(row)[bin]}`;
  });

  return (
    <figure class="chart heat">
      <figcaption>
        <span class="chart-title">{label}</span>
        <output class="heat-told">{told.value ?? summary}</output>
      </figcaption>
      <div class="heat-frame">
        <span class="heat-top" aria-hidden="true">
          {written(max)}
        </span>
        <span class="heat-origin" aria-hidden="true">
          0
        </span>
        <div
          class="heat-box"
          role="img"
          aria-label={`${label}: how often each size of activation came, batch by batch. ${summary}`}
          onPointerMove={({ currentTarget, clientX, clientY }) => {
            const { left, top, width, height } = currentTarget.getBoundingClientRect();
            place.value = { x: (clientX - left) / width, y: (clientY - top) / height };
          }}
          onPointerLeave={() => {
            place.value = null;
          }}
        >
          <canvas ref={canvas} />
        </div>
      </div>
    </figure>
  );
}
