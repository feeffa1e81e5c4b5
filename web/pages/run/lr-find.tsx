import { LineChart } from '../../charts/line-chart.tsx';
import { written } from '../../charts/numbers.ts';
import { linkTo } from '../../routing.ts';
import { smoothed } from '../../run/smoothing.ts';
import { type PartProps, Section } from './section.tsx';

/** The curve of a search for the rate, with what it suggests. While it goes on, from the batches so far. */
export function LrFindCurve({ session }: PartProps) {
  session.version.value;
  const run = session.run.value!;
  if (run.spec.kind !== 'lr-find') return null;
  const { lrFind, train } = session.story;
  const rates = lrFind ? Float64Array.from(lrFind.lr) : train.lr.values;
  const losses = lrFind ? Float64Array.from(lrFind.loss, (loss) => loss ?? Number.NaN) : train.loss.values;
  const suggestion = lrFind?.suggestion ?? null;
  return (
    <Section title="Finding the learning rate">
      {suggestion !== null && (
        <p>
          Suggested rate: <b>{written(suggestion)}</b>.{' '}
          <a href={linkTo('new', undefined, { fork: run.id, lr: String(suggestion) })}>Train with it</a>
        </p>
      )}
      {lrFind && <p class="reason">{lrFind.reason}</p>}
      <LineChart
        label="Loss at each rate"
        x={rates}
        xLabel="learning rate"
        logX
        series={[
          { label: 'loss', color: '--series-1', values: losses, faint: true },
          { label: 'loss, smoothed', color: '--series-1', values: smoothedByRow(losses), width: 2 },
        ]}
        marks={suggestion === null ? [] : [{ x: suggestion, label: `suggested ${written(suggestion)}` }]}
      />
    </Section>
  );
}

function smoothedByRow(losses: Float64Array): Float64Array {
  return smoothed(
    losses.map((_, i) => i),
    losses,
    0.4,
  );
}
