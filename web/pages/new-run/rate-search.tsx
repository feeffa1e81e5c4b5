import { useEffect, useMemo } from 'preact/hooks';
import { hasEnded } from '../../../shared/lifecycle.ts';
import { LineChart } from '../../charts/line-chart.tsx';
import { written } from '../../charts/numbers.ts';
import { client, explain } from '../../connection.ts';
import { StateBadge } from '../../parts/state-badge.tsx';
import { linkTo } from '../../routing.ts';
import { RunSession } from '../../run/session.ts';
import { smoothed } from '../../run/smoothing.ts';

type RateSearchProps = {
  /** Of the run that searches. */
  id: string;
  isBusy: boolean;
  onTrain: (lr: number) => void;
  onTake: (lr: number) => void;
};

/** A search for the rate as it goes on: the curve, what it suggests, and the training with that. */
export function RateSearch({ id, isBusy, onTrain, onTake }: RateSearchProps) {
  const session = useMemo(() => new RunSession(client.value, id), [id]);
  useEffect(() => {
    session.open();
    return () => session.close();
  }, [session]);
  session.version.value;
  const { state, train, lrFind } = session.story;
  const job = session.job.value;
  const line = session.line.value;
  const suggestion = lrFind?.suggestion ?? null;
  const rates = lrFind ? Float64Array.from(lrFind.lr) : train.lr.values;
  const losses = lrFind ? Float64Array.from(lrFind.loss, (loss) => loss ?? Number.NaN) : train.loss.values;
  return (
    <section class="card search" aria-labelledby="search-title">
      <h2 id="search-title">Finding the learning rate</h2>
      <div role="status">
        <p>
          <StateBadge
            state={state}
            note={job?.position && state === 'queued' ? `place ${job.position} in the queue` : undefined}
          />{' '}
          {rates.length > 0 && `${rates.length} rates tried. `}
          <a href={linkTo('runs', id)}>The run</a>
        </p>
        {lrFind && (
          <p>
            {suggestion === null ? 'No suggestion' : `Suggested ${written(suggestion)}`}: {lrFind.reason}
          </p>
        )}
        {!lrFind && hasEnded(state) && <p class="fault">{job?.error ?? `The search was ${state}.`}</p>}
        {line.kind === 'broken' && <p class="fault">{explain(line.error)}</p>}
      </div>
      <div class="buttons">
        {suggestion !== null && (
          <>
            <button type="button" class="primary" disabled={isBusy} onClick={() => onTrain(suggestion)}>
              Train with lr = {written(suggestion)}
            </button>
            <button type="button" onClick={() => onTake(suggestion)}>
              Put it into the form
            </button>
          </>
        )}
        {!lrFind && !hasEnded(state) && (
          <button type="button" onClick={() => client.value.cancel(id).catch(() => session.refresh())}>
            Cancel the search
          </button>
        )}
      </div>
      {rates.length > 0 && (
        <LineChart
          label="Loss at each learning rate"
          x={rates}
          xLabel="learning rate"
          logX
          series={[
            { label: 'loss', color: '--series-1', values: losses, faint: true },
            { label: 'smoothed loss', color: '--series-1', values: smoothedByTurn(losses), width: 2 },
          ]}
          marks={suggestion === null ? [] : [{ x: suggestion, label: `suggested ${written(suggestion)}` }]}
        />
      )}
    </section>
  );
}

/** Along the batches: along the rates the first of them would lie in one point. */
const smoothedByTurn = (losses: Float64Array): Float64Array =>
  smoothed(
    losses.map((_, i) => i),
    losses,
    0.4,
  );
