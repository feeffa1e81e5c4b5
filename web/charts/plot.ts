import uPlot from 'uplot';
import { colourOf } from './colours.ts';
import { written } from './numbers.ts';
import { drawBand, drawMarks, type Mark } from './overlays.ts';
import { verticalRange, wholeRange } from './ranges.ts';
import type { Line, Series } from './series.ts';
import { thin } from './thinning.ts';
import type { Group, Range } from './zoom.ts';

/** What a chart is made of; a change of anything but the numbers makes it anew. */
export type PlotOptions = {
  xLabel: string;
  series: readonly Omit<Series, 'x' | 'values'>[];
  log: boolean;
  logX: boolean;
  height: number;
};

export type PlotData = {
  lines: readonly Line[];
  /** Which lines are shown. */
  shown: readonly boolean[];
  band: Range | undefined;
  marks: readonly Mark[];
};

const FONT = '12px system-ui, sans-serif';

/** A chart in a box: draws what it is given, thinned to its width. Knows no framework. */
export class Plot {
  readonly #u: uPlot;
  readonly #group: Group;
  readonly #options: PlotOptions;
  /** null before the first drawing. */
  #data: PlotData | null = null;

  constructor(box: HTMLElement, options: PlotOptions, group: Group) {
    this.#options = options;
    this.#group = group;
    this.#u = new uPlot(
      this.#settings(Math.max(50, box.clientWidth)),
      [[], ...options.series.map(() => [])],
      box,
    );
  }

  draw(data: PlotData): void {
    this.#data = data;
    const range = this.range();
    const { lines, shown } = data;
    const [min, max] = range ?? [this.#options.logX ? 0.1 : 0, 1];
    const width = Math.max(50, Math.round(this.#u.bbox.width / uPlot.pxRatio));
    const visible = lines.map((line, i) => (shown[i] ? line : { x: line.x, values: [] }));
    const { log, logX } = this.#options;
    const { x, columns } = thin(visible, { min, max, width, log, logX });
    // Dashes in a line that is dense enough to be thinned are not seen, and cost ten times what the line does.
    const isDense = (line: number) => lines[line]!.values.length > width;
    this.#u.batch(() => {
      for (const [i, { dash }] of this.#options.series.entries()) {
        if (dash) this.#u.series[i + 1]!.dash = isDense(i) ? [] : dash;
      }
      for (const [i, show] of shown.entries()) {
        if (this.#u.series[i + 1]!.show !== show) this.#u.setSeries(i + 1, { show });
      }
      this.#u.setData([x, ...columns] as uPlot.AlignedData, false);
      this.#u.setScale('x', { min, max: max > min ? max : min + 1 });
    });
  }

  /** The part of x that is shown: what was zoomed to, or all that there is. */
  range(): Range | null {
    return this.#group.zoom.peek() ?? wholeRange(this.#data?.lines ?? []);
  }

  /** Puts the cross hair at x, wherever the pointer is. */
  point(x: number | null): void {
    const left = x === null ? -10 : this.#u.valToPos(x, 'x');
    this.#u.setCursor({ left, top: x === null ? -10 : 0 }, false);
  }

  resize(width: number): void {
    if (width < 50 || width === this.#u.width) return;
    this.#u.setSize({ width, height: this.#options.height });
    if (this.#data) this.draw(this.#data);
  }

  /** Colours have changed. */
  repaint(): void {
    this.#u.redraw(false, true);
  }

  destroy(): void {
    this.#u.destroy();
  }

  #settings(width: number): uPlot.Options {
    const { series, log, logX, height, xLabel } = this.#options;
    const { zoom, hover } = this.#group;
    const axis = (more: uPlot.Axis): uPlot.Axis => ({
      stroke: () => colourOf('--soft'),
      font: FONT,
      labelFont: FONT,
      grid: { stroke: () => colourOf('--line'), width: 1 },
      ticks: { stroke: () => colourOf('--line'), width: 1, size: 4 },
      values: (_, ticks) => ticks.map((tick) => (tick === null ? '' : written(tick))),
      ...more,
    });
    return {
      width,
      height,
      padding: [8, 16, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: false, distr: logX ? 3 : 1, range: (_, min, max) => [min, max] },
        y: {
          distr: log ? 3 : 1,
          range: (_, min, max) => verticalRange([min, max], { log, band: this.#data?.band }),
        },
      },
      axes: [
        axis({ label: xLabel, labelSize: 18, size: 30, space: 60 }),
        axis({ size: (_, labels) => widthOf(labels ?? []) }),
      ],
      series: [{}, ...series.map((one) => this.#lineOf(one))],
      cursor: {
        drag: { x: true, y: false, setScale: false, dist: 4 },
        points: { show: false },
        bind: {
          dblclick: () => () => {
            zoom.value = null;
            return null;
          },
        },
      },
      hooks: {
        drawClear: [(u) => drawBand(u, this.#data?.band)],
        draw: [(u) => drawMarks(u, this.#data?.marks ?? [])],
        setCursor: [
          ({ cursor }) => {
            const isInside = cursor.left !== undefined && cursor.left >= 0;
            hover.value = isInside ? this.#u.posToVal(cursor.left!, 'x') : null;
          },
        ],
        setSelect: [
          (u) => {
            const { left, width: wide } = u.select;
            if (wide < 4) return;
            zoom.value = [u.posToVal(left, 'x'), u.posToVal(left + wide, 'x')];
            u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          },
        ],
      },
    };
  }

  #lineOf({
    label,
    color,
    dash,
    width = this.#options.series.length > 6 ? 1 : 1.5,
    points,
    faint,
  }: PlotOptions['series'][number]): uPlot.Series {
    return {
      label,
      stroke: () => colourOf(color),
      width,
      alpha: faint ? 0.3 : 1,
      ...(dash && { dash }),
      points: {
        // A single value is no line yet.
        show: (u, i) => points === true || (u.data[i]?.length ?? 0) < 2,
        size: 6,
        fill: () => colourOf(color),
      },
    };
  }
}

/** Room for the longest of the numbers beside an axis, in CSS pixels. */
const widthOf = (labels: readonly string[]): number =>
  14 + 7 * Math.max(5, ...labels.map(({ length }) => length));
