import { HeatMap } from '../../charts/heat-map.tsx';
import { written } from '../../charts/numbers.ts';
import { viridisStops } from '../../charts/palette.ts';
import { explain } from '../../connection.ts';
import type { LayerTable } from '../../run/layer-table.ts';
import { kindOfLayer } from './layer-names.ts';
import { type PartProps, Section } from './section.tsx';

const STOPS = viridisStops(12);

/** One heat map a layer: how large its activations are, batch by batch. */
export function ColourDimension({ session }: PartProps) {
  session.version.value;
  const { layers, bins, max } = session.story;
  const inside = session.inside.value;
  if (layers.size === 0) return null;
  const run = session.run.value!;
  const { every } = run.spec.hooks;
  return (
    <Section title="The colourful dimension" tools={<Scale />}>
      <p class="hint">
        Each column is a batch, each row a size of |activation| from 0 below to {written(max)} above; bright
        is often. A healthy layer keeps a wide, steady glow; a bright floor under black is dead.
      </p>
      {inside === 'reading' && <p class="hint">Reading what was before…</p>}
      {typeof inside === 'object' && <p role="alert">{explain(inside.error)}</p>}
      <div class={layers.size % 3 === 0 || layers.size > 4 ? 'tiles' : 'pair'}>
        {Array.from(layers, ([name, table]) => (
          <HeatMap
            key={name}
            label={`${name} ${kindOfLayer(run, name)}`}
            bins={bins}
            max={max}
            source={{
              step: table.step.values,
              row: (i) => table.hist.row(i),
              generation: table.generation,
              every,
            }}
            summary={summaryOf(table, max / bins)}
          />
        ))}
      </div>
    </Section>
  );
}

function Scale() {
  return (
    <span class="scale">
      none
      <svg width="96" height="10" aria-hidden="true">
        {STOPS.map((colour, i) => (
          <rect key={colour} x={i * 8} width="8" height="10" fill={colour} />
        ))}
      </svg>
      many (log)
    </span>
  );
}

function summaryOf(table: LayerTable, binWidth: number): string {
  const last = table.length - 1;
  if (last < 0) return 'nothing yet';
  const row = table.hist.row(last);
  const total = row.reduce((sum, count) => sum + count, 0);
  const share = total > 0 ? (100 * row[0]!) / total : 0;
  return `batch ${table.step.values[last]}: ${share.toFixed(0)} % below ${written(binWidth)}`;
}
