import { useEffect, useRef, useState } from 'preact/hooks';
import { hasEnded } from '../../../shared/lifecycle.ts';
import type { Job, RunSummary } from '../../../shared/resources.ts';
import { Sparkline } from '../../charts/sparkline.tsx';
import { onSeen } from '../../charts/visibility.ts';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { RunActions } from '../../parts/run-actions.tsx';
import { momentOf, secondsBetween, spanOf } from '../../parts/spans.ts';
import { StateBadge } from '../../parts/state-badge.tsx';
import { linkTo } from '../../routing.ts';
import { lossOf } from './sparklines.ts';

type RunRowProps = {
  run: RunSummary;
  job: Job | undefined;
  isChosen: boolean;
  onChoose: (isChosen: boolean) => void;
  onChanged: () => void;
  onDeleted: () => void;
};

export function RunRow({ run, job, isChosen, onChoose, onChanged, onDeleted }: RunRowProps) {
  const name = run.name ?? run.id;
  const state = job?.state ?? run.state;
  const progress = job?.progress;
  return (
    <tr>
      <td class="cell-choose">
        <input
          type="checkbox"
          aria-label={`Compare ${name}`}
          checked={isChosen}
          onChange={({ currentTarget }) => onChoose(currentTarget.checked)}
        />
      </td>
      <th scope="row" class="cell-name">
        <a href={linkTo('runs', run.id)}>{name}</a>
        <span class="hint">
          {run.dataset}, {momentOf(run.createdAt)}
        </span>
        {run.tags.length > 0 && (
          <span class="tags">
            {run.tags.map((tag) => (
              <span key={tag} class="tag">
                {tag}
              </span>
            ))}
          </span>
        )}
      </th>
      <td data-label="State">
        <StateBadge state={state} note={job?.position ? `· number ${job.position}` : undefined} />
      </td>
      <td data-label="Progress">
        {!hasEnded(state) && progress ? (
          <div>
            <ProgressBar done={progress.step} of={progress.steps} label={`Progress of ${name}`} />
            <span class="hint">
              epoch {Math.min(progress.epochs, progress.epoch + 1)} of {progress.epochs}
              {job?.eta != null && state === 'running' && `, ${spanOf(job.eta)} to go`}
            </span>
          </div>
        ) : (
          reached(run)
        )}
      </td>
      <td data-label="Loss">
        <Loss run={{ ...run, state }} name={name} />
      </td>
      <td data-label="Accuracy" class="number">
        {run.accuracy === null ? '–' : `${(100 * run.accuracy).toFixed(1)} %`}
      </td>
      <td data-label="Duration" class="number">
        {spanOf(secondsBetween(run.startedAt, run.finishedAt))}
      </td>
      <td class="cell-actions">
        <RunActions id={run.id} name={name} state={state} onDone={onChanged} onDeleted={onDeleted} isShort />
      </td>
    </tr>
  );
}

/** A search for the rate counts no epochs. */
const reached = ({ state, epochs: { done, asked } }: RunSummary): string =>
  state === 'succeeded' && done === 0 ? '–' : `${done} of ${asked} epochs`;

/** Asks for the curve only once the row is in sight. */
function Loss({ run, name }: { run: RunSummary; name: string }) {
  const box = useRef<HTMLSpanElement>(null);
  const [isSeen, see] = useState(false);
  useEffect(() => onSeen(box.current!, see), []);
  const values = isSeen ? lossOf(run).value : null;
  return (
    <span ref={box} class="loss-cell">
      {values && values.length > 1 && <Sparkline values={values} label={`Training loss of ${name}`} />}
      <span class="number">{run.loss === null ? '–' : run.loss.toFixed(3)}</span>
    </span>
  );
}
