import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { ChartTable } from './chart-table.tsx';
import { onScheme } from './colours.ts';
import { Legend } from './legend.tsx';
import type { Mark } from './overlays.ts';
import { Plot } from './plot.ts';
import { wholeRange } from './ranges.ts';
import type { Series } from './series.ts';
import { summarySentence } from './summary-sentence.ts';
import { onSeen } from './visibility.ts';
import { createGroup, groupOf, type Range, scaled } from './zoom.ts';
import 'uplot/dist/uPlot.min.css';
import './charts.css';

export type LineChartProps = {
  /** Title, and name for those who cannot see it. */
  label: string;
  /** Ascending. */
  x: ArrayLike<number>;
  xLabel: string;
  series: readonly Series[];
  /** Logarithmic y; logX: x. */
  log?: boolean;
  logX?: boolean;
  /** A range of y that is shaded, as a reference. */
  band?: Range;
  marks?: readonly Mark[];
  /** CSS pixels of the plot. */
  height?: number;
  /** Charts that say the same are zoomed and hovered together. */
  sync?: string;
};

/** Lines over one x. New numbers are drawn into the chart that is there, when it is in sight. */
export function LineChart(props: LineChartProps) {
  const { label, x, xLabel, series, log = false, logX = false, band, marks = [], height = 240, sync } = props;
  const group = useMemo(() => (sync === undefined ? createGroup() : groupOf(sync)), [sync]);
  const hidden = useSignal<ReadonlySet<string>>(new Set());
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);
  const isSeen = useRef(false);
  const isStale = useRef(true);
  const lines = series.map((one) => ({ x: one.x ?? x, values: one.values }));
  const latest = useRef({ lines, series, band, marks });
  latest.current = { lines, series, band, marks };

  const draw = () => {
    isStale.current = !isSeen.current;
    if (!isSeen.current) return;
    const { series, ...data } = latest.current;
    plot.current?.draw({ ...data, shown: series.map((one) => !hidden.peek().has(one.label)) });
  };

  const looks = series.map(({ x: _x, values: _values, ...look }) => look);
  useLayoutEffect(() => {
    const made = new Plot(box.current!, { xLabel, series: looks, log, logX, height }, group);
    plot.current = made;
    isSeen.current = false;
    const stops = [
      onSeen(box.current!, (seen) => {
        isSeen.current = seen;
        if (seen && isStale.current) draw();
      }),
      onScheme(() => made.repaint()),
      group.zoom.subscribe(draw),
      hidden.subscribe(draw),
      group.hover.subscribe((at) => made.point(at)),
    ];
    const sizes = new ResizeObserver(([entry]) => made.resize(Math.floor(entry!.contentRect.width)));
    sizes.observe(box.current!);
    return () => {
      for (const stop of stops) stop();
      sizes.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [JSON.stringify(looks), xLabel, log, logX, height, group]);

  useEffect(draw);

  const summary = useSummary({ x, xLabel, series });

  const zoom = (factor: number) => {
    const whole = wholeRange(latest.current.lines);
    if (whole) group.zoom.value = scaled(group.zoom.peek() ?? whole, factor, whole);
  };
  const isZoomed = useComputed(() => group.zoom.value !== null);

  return (
    <figure class="chart">
      <figcaption>
        <span class="chart-title">{label}</span>
        <span class="chart-tools">
          <button type="button" aria-label={`Zoom in: ${label}`} title="Zoom in" onClick={() => zoom(0.5)}>
            +
          </button>
          <button
            type="button"
            aria-label={`Zoom out: ${label}`}
            title="Zoom out"
            disabled={!isZoomed.value}
            onClick={() => zoom(2)}
          >
            −
          </button>
          {isZoomed.value && (
            <button
              type="button"
              onClick={() => {
                group.zoom.value = null;
              }}
            >
              Reset zoom
            </button>
          )}
        </span>
      </figcaption>
      <div ref={box} class="chart-box" role="img" aria-label={`${label}. ${summary}`} />
      <Legend x={x} xLabel={xLabel} series={series} hidden={hidden} hover={group.hover} />
      <ChartTable label={label} x={x} xLabel={xLabel} series={series} />
    </figure>
  );
}

/** How old the sentence of a chart may be that grows, in ms: nobody listens ten times a second. */
const SUMMARY_MS = 3000;

function useSummary(said: Parameters<typeof summarySentence>[0]): string {
  const kept = useRef({ text: '', at: Number.NEGATIVE_INFINITY, key: '' });
  const key = said.series.map(({ label }) => label).join();
  const now = performance.now();
  if (key !== kept.current.key || now - kept.current.at > SUMMARY_MS) {
    kept.current = { text: summarySentence(said), at: now, key };
  }
  return kept.current.text;
}
