import { signal } from '@preact/signals';
import { LineChart } from '../../charts/line-chart.tsx';
import type { Series } from '../../charts/series.ts';
import { AXES, AXIS_LABELS, type Axis, endsOf, placesOf } from '../../compare/pace.ts';
import { smoothed } from '../../run/smoothing.ts';
import type { Member } from './comparison.ts';

/** How people like to see curves: the same for all comparisons. */
const weight = signal(0.6);
const isLog = signal(false);
const axis = signal<Axis>('step');
const AXIS_WORDS: Record<Axis, string> = { step: 'by batch', epoch: 'by epoch', time: 'by time' };

type Metric = 'loss' | 'accuracy';

/** Loss and accuracy of all runs on shared axes: by batch while training, by epoch on the validation set. */
export function Curves({ members }: { members: readonly Member[] }) {
  return (
    <section class="card" aria-labelledby="curves-title">
      <h2 id="curves-title">Loss and accuracy</h2>
      <Tools />
      <div class="two">
        <Training members={members} metric="loss" label="Loss, training" log={isLog.value} />
        <Validation members={members} metric="loss" label="Loss, validation" log={isLog.value} />
        <Training members={members} metric="accuracy" label="Accuracy, training" />
        <Validation members={members} metric="accuracy" label="Accuracy, validation" />
      </div>
    </section>
  );
}

function Tools() {
  return (
    <div class="compare-tools">
      <label>
        Smoothing{' '}
        <input
          type="range"
          min="0"
          max="0.99"
          step="0.01"
          value={weight.value}
          onInput={({ currentTarget }) => {
            weight.value = currentTarget.valueAsNumber;
          }}
        />{' '}
        <output>{weight.value.toFixed(2)}</output>
      </label>
      <label>
        Along{' '}
        <select
          value={axis.value}
          onChange={({ currentTarget }) => {
            axis.value = currentTarget.value as Axis;
          }}
        >
          {AXES.map((one) => (
            <option key={one} value={one}>
              {AXIS_WORDS[one]}
            </option>
          ))}
        </select>
      </label>
      <label>
        <input
          type="checkbox"
          checked={isLog.value}
          onChange={({ currentTarget }) => {
            isLog.value = currentTarget.checked;
          }}
        />{' '}
        Loss on a log axis
      </label>
    </div>
  );
}

type CurveProps = { members: readonly Member[]; metric: Metric; label: string; log?: boolean };

function Training({ members, metric, label, log = false }: CurveProps) {
  const series = members.map(({ run, train, look, label: name }): Series => {
    const x = placesOf(run, train.step, axis.value);
    const values = train.columns[metric] ?? new Float64Array(x.length);
    return { label: name, ...look, x, values: smoothed(x, values, weight.value) };
  });
  return <Overlaid series={series} label={label} log={log} />;
}

function Validation({ members, metric, label, log = false }: CurveProps) {
  const series = members.map(({ run, look, label: name }): Series => {
    const values = Float64Array.from(run.table, ({ valid }) => valid?.[metric] ?? Number.NaN);
    return { label: name, ...look, x: endsOf(run, axis.value), values, points: true };
  });
  return <Overlaid series={series} label={label} log={log} />;
}

function Overlaid({ series, label, log }: { series: Series[]; label: string; log: boolean }) {
  const x = longest(series.map((one) => one.x ?? []));
  return (
    <LineChart
      label={label}
      x={x}
      xLabel={AXIS_LABELS[axis.value]}
      series={series}
      log={log}
      sync={`compare ${axis.value}`}
    />
  );
}

export const longest = (columns: readonly ArrayLike<number>[]): ArrayLike<number> =>
  columns.reduce((one, other) => (other.length > one.length ? other : one), [] as ArrayLike<number>);
