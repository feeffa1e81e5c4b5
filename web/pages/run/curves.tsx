import { signal } from '@preact/signals';
import { LineChart } from '../../charts/line-chart.tsx';
import type { Series } from '../../charts/series.ts';
import { smoothed } from '../../run/smoothing.ts';
import { type PartProps, Section } from './section.tsx';

/** How people like to see curves: the same for all runs that they look at. */
const weight = signal(0.8);
const isLog = signal(false);
const by = signal<'batch' | 'epoch'>('batch');

export function Curves({ session }: PartProps) {
  return (
    <Section title="Loss and accuracy" tools={<Tools />}>
      <div class="pair">
        <Curve session={session} metric="loss" label="Loss" log={isLog.value} />
        <Curve session={session} metric="accuracy" label="Accuracy" />
      </div>
    </Section>
  );
}

function Tools() {
  return (
    <div class="tools">
      <label>
        Smoothing
        <input
          type="range"
          min="0"
          max="0.99"
          step="0.01"
          value={weight.value}
          disabled={by.value === 'epoch'}
          onInput={({ currentTarget }) => {
            weight.value = currentTarget.valueAsNumber;
          }}
        />
        <output>{weight.value.toFixed(2)}</output>
      </label>
      <label>
        <input
          type="checkbox"
          checked={isLog.value}
          onChange={({ currentTarget }) => {
            isLog.value = currentTarget.checked;
          }}
        />
        Loss on a log axis
      </label>
      <fieldset class="choice">
        <legend class="unseen">Along</legend>
        {(['batch', 'epoch'] as const).map((one) => (
          <label key={one}>
            <input
              type="radio"
              name="along"
              checked={by.value === one}
              onChange={() => {
                by.value = one;
              }}
            />
            by {one}
          </label>
        ))}
      </fieldset>
    </div>
  );
}

type CurveProps = PartProps & { metric: 'loss' | 'accuracy'; label: string; log?: boolean };

function Curve({ session, metric, label, log = false }: CurveProps) {
  session.version.value;
  const { train, epochs } = session.story;
  const steps = session.run.value?.facts?.steps.train ?? 0;
  const values = (split: 'train' | 'valid') =>
    Float64Array.from(epochs.rows, (row) => row[split]?.[metric] ?? Number.NaN);
  const valid: Series = {
    label: 'valid',
    color: '--series-2',
    values: values('valid'),
    points: true,
    width: 2,
  };
  if (by.value === 'epoch') {
    const series: Series[] = [
      { label: 'train', color: '--series-1', values: values('train'), points: true, width: 2 },
      { ...valid, dash: [6, 3] },
    ];
    const x = Float64Array.from(epochs.rows, ({ epoch }) => epoch + 1);
    return <LineChart label={`${label} by epoch`} x={x} xLabel="epoch" series={series} log={log} />;
  }
  const x = train.step.values;
  const raw = train[metric].values;
  const isSmooth = weight.value > 0;
  const series: Series[] = [
    { label: 'train, each batch', color: '--series-1', values: raw, faint: isSmooth },
    ...(isSmooth
      ? [{ label: 'train', color: '--series-1', values: smoothed(x, raw, weight.value), width: 2 }]
      : []),
    { ...valid, x: Float64Array.from(epochs.rows, ({ epoch }) => (epoch + 1) * steps), dash: [6, 3] },
  ];
  return (
    <LineChart
      label={`${label} by batch`}
      x={x}
      xLabel="batch"
      series={series}
      log={log}
      sync={`run ${session.id}`}
    />
  );
}
