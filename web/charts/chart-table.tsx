import { useSignal } from '@preact/signals';
import { evenly } from './evenly.ts';
import { written } from './numbers.ts';
import { nearest, type Series } from './series.ts';

/** So many rows are enough to follow a curve by. */
const ROWS = 30;

type ChartTableProps = { label: string; x: ArrayLike<number>; xLabel: string; series: readonly Series[] };

/** The same as numbers; made only while it is open. */
export function ChartTable({ label, x, xLabel, series }: ChartTableProps) {
  const isOpen = useSignal(false);
  return (
    <details
      class="chart-table"
      onToggle={({ currentTarget }) => {
        isOpen.value = currentTarget.open;
      }}
    >
      <summary>Show as table</summary>
      {isOpen.value && <Rows label={label} x={x} xLabel={xLabel} series={series} />}
    </details>
  );
}

function Rows({ label, x, xLabel, series }: ChartTableProps) {
  const lines = series.filter(({ faint }) => !faint);
  const places = evenly(x.length, ROWS).map((i) => x[i]!);
  const apart =
    places.length > 1 ? (places.at(-1)! - places[0]!) / (places.length - 1) : Number.POSITIVE_INFINITY;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keys
    <section class="scroll" tabIndex={0} aria-label={`${label}, as a table`}>
      <table>
        <thead>
          <tr>
            <th scope="col">{xLabel}</th>
            {lines.map((line) => (
              <th key={line.label} scope="col">
                {line.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {places.map((place) => (
            <tr key={place}>
              <th scope="row">{written(place)}</th>
              {lines.map((line) => (
                <td key={line.label}>{written(valueNear(line, line.x ?? x, place, apart / 2))}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** A line with an x of its own may have nothing near this place. */
function valueNear(
  { values }: Series,
  x: ArrayLike<number>,
  place: number,
  reach: number,
): number | undefined {
  const i = nearest(x, place);
  return i >= 0 && Math.abs(x[i]! - place) <= reach ? values[i] : undefined;
}
