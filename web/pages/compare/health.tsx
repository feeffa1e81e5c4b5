import { LineChart } from '../../charts/line-chart.tsx';
import { written } from '../../charts/numbers.ts';
import { type LayerRow, layerRows } from '../../compare/layer-rows.ts';
import { HealthMark } from '../../parts/health-mark.tsx';
import { layerHealth } from '../../run/health.ts';
import type { Member } from './comparison.ts';
import { longest } from './curves.tsx';
import { RunTable } from './run-table.tsx';

/** What is inside the layers now, run beside run, and how the deviation of each layer went. */
export function Health({ members }: { members: readonly Member[] }) {
  const layers = layerRows(members.map(({ activations }) => Object.keys(activations.layers)));
  if (layers.length === 0) return null;
  const rows = layers.map((layer) => ({
    key: layer.title,
    title: captionOf(layer, members),
    cells: members.map((member, i) => <State key={member.run.id} layer={layer.names[i]} member={member} />),
  }));
  const network = {
    key: 'network',
    title: 'whole network',
    cells: members.map(({ run }) => <HealthMark key={run.id} {...layerHealth(run.verdicts, null)} />),
  };
  return (
    <section class="card" aria-labelledby="health-title">
      <h2 id="health-title">Activation health</h2>
      <p class="hint">
        The last batch that was watched: mean ± standard deviation, share of dead values, and what was found.
      </p>
      <RunTable label="Health of each layer" corner="Layer" members={members} rows={[...rows, network]} />
      <h3>Standard deviation, layer by layer</h3>
      <div class="small-charts">
        {layers.map((layer) => (
          <Deviation key={layer.title} layer={layer} members={members} />
        ))}
      </div>
    </section>
  );
}

function State({ layer, member: { run, activations } }: { layer: string | undefined; member: Member }) {
  const columns = layer === undefined ? undefined : activations.layers[layer];
  const [mean, std, dead] = [columns?.mean.at(-1), columns?.std.at(-1), columns?.dead.at(-1)];
  if (layer === undefined || mean === undefined) return <>–</>;
  return (
    <>
      {written(mean)} ± {written(std)}, {dead === undefined ? '–' : `${(dead * 100).toFixed(1)} %`} dead
      <br />
      <HealthMark {...layerHealth(run.verdicts, layer)} />
    </>
  );
}

type DeviationProps = { layer: LayerRow; members: readonly Member[] };

function Deviation({ layer, members }: DeviationProps) {
  const series = members.flatMap(({ activations, look, letter }, i) => {
    const columns = activations.layers[layer.names[i] ?? ''];
    return columns ? [{ label: letter, ...look, x: columns.step, values: columns.std }] : [];
  });
  return (
    <LineChart
      label={captionOf(layer, members)}
      x={longest(series.map(({ x }) => x))}
      xLabel="batch"
      series={series}
      height={150}
      band={[0, 1]}
      sync="compare layers"
    />
  );
}

/** Names and kinds, as far as the runs have got. */
function captionOf({ title, names }: LayerRow, members: readonly Member[]): string {
  const kinds = members.flatMap(({ run }, i) => {
    const known = run.facts?.layers.find(({ name }) => name === names[i]);
    return known ? [known.kind] : [];
  });
  return `${title} ${[...new Set(kinds)].join(' / ')}`.trim();
}
