import { LineChart } from '../../charts/line-chart.tsx';
import { type PartProps, Section } from './section.tsx';

/** What the schedule did: learning rate and momentum of each batch. */
export function Rates({ session }: PartProps) {
  session.version.value;
  const { train } = session.story;
  if (train.length === 0) return null;
  const x = train.step.values;
  const charts = [
    { label: 'Learning rate', values: train.lr.values, color: '--series-3' },
    { label: 'Momentum', values: train.momentum.values, color: '--series-4' },
  ].filter(({ values }) => values.some(Number.isFinite));
  return (
    <Section title="Learning rate and momentum">
      <div class="pair">
        {charts.map(({ label, values, color }) => (
          <LineChart
            key={label}
            label={label}
            x={x}
            xLabel="batch"
            height={180}
            sync={`run ${session.id}`}
            series={[{ label: label.toLowerCase(), color, values }]}
          />
        ))}
      </div>
    </Section>
  );
}
