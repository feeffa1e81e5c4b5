import type { Signal } from '@preact/signals';
import { written } from './numbers.ts';
import { nearest, type Series } from './series.ts';

type LegendProps = {
  x: ArrayLike<number>;
  xLabel: string;
  series: readonly Series[];
  hidden: Signal<ReadonlySet<string>>;
  hover: Signal<number | null>;
};

/** Names of the lines with their values under the pointer, or the last ones; a press hides a line or shows it again. */
export function Legend({ x, xLabel, series, hidden, hover }: LegendProps) {
  const at = hover.value;
  const toggle = (label: string) => {
    const next = new Set(hidden.value);
    if (!next.delete(label)) next.add(label);
    hidden.value = next;
  };
  return (
    <div class="legend">
      <span class="legend-x">
        {xLabel} <output>{written(at === null ? x[x.length - 1] : x[nearest(x, at)])}</output>
      </span>
      {series
        .filter(({ faint }) => !faint)
        .map((one) => (
          <button
            key={one.label}
            type="button"
            class="legend-line"
            aria-pressed={!hidden.value.has(one.label)}
            title={hidden.value.has(one.label) ? 'Show' : 'Hide'}
            onClick={() => toggle(one.label)}
          >
            <Swatch {...one} /> {one.label} <b>{written(valueAt(one, one.x ?? x, at))}</b>
          </button>
        ))}
    </div>
  );
}

function Swatch({ color, dash }: Series) {
  return (
    <svg class="swatch" width="18" height="8" aria-hidden="true">
      <line
        x1="0"
        x2="18"
        y1="4"
        y2="4"
        stroke={`var(${color})`}
        stroke-width="3"
        {...(dash && { 'stroke-dasharray': dash.join(' ') })}
      />
    </svg>
  );
}

function valueAt({ values }: Series, x: ArrayLike<number>, at: number | null): number | undefined {
  return values[at === null ? x.length - 1 : nearest(x, at)];
}
