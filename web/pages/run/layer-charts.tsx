import { signal } from '@preact/signals';
import { LineChart } from '../../charts/line-chart.tsx';
import { lineLook } from '../../charts/palette.ts';
import type { Series } from '../../charts/series.ts';
import { kindOfLayer } from './layer-names.ts';
import { type PartProps, Section } from './section.tsx';

const CHARTS = [
  { column: 'dead', label: 'Dead share' },
  { column: 'mean', label: 'Mean', band: [-1, 1] as const },
  { column: 'std', label: 'Standard deviation', band: [0, 1] as const },
] as const;

/** Where activations explode, only a logarithm shows what came before. */
const isLog = signal(false);

/** The dead chart, and means and deviations of all layers on shared axes. */
export function LayerCharts({ session }: PartProps) {
  session.version.value;
  const { layers } = session.story;
  if (layers.size === 0) return null;
  const run = session.run.value!;
  const tables = [...layers];
  const x = tables[0]![1].step.values;
  return (
    <Section title="Inside the layers" tools={<Tools />}>
      <p class="hint">
        Dead: the share of activations at, or close to, the floor. The green band is ±1: a mean near 0 and a
        deviation near 1 neither vanish nor explode on the way.
      </p>
      <div class="tiles">
        {CHARTS.map(({ column, label, ...more }) => (
          <LineChart
            key={column}
            label={label}
            x={x}
            xLabel="batch"
            sync={`run ${session.id}`}
            series={tables.map(
              ([name, table], i): Series => ({
                label: `${name} ${kindOfLayer(run, name)}`.trim(),
                ...lineLook(i),
                x: table.step.values,
                values: table[column].values,
              }),
            )}
            {...more}
            log={column === 'std' && isLog.value}
          />
        ))}
      </div>
    </Section>
  );
}

function Tools() {
  return (
    <label class="tools">
      <input
        type="checkbox"
        checked={isLog.value}
        onChange={({ currentTarget }) => {
          isLog.value = currentTarget.checked;
        }}
      />
      Deviation on a log axis
    </label>
  );
}
