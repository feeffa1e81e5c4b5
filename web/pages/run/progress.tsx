import { hasEnded } from '../../../shared/lifecycle.ts';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { spanOf } from '../../parts/spans.ts';
import type { PartProps } from './section.tsx';

/** How far it is, while it is on the way. */
export function Progress({ session }: PartProps) {
  session.version.value;
  const { story } = session;
  const job = session.job.value;
  const run = session.run.value!;
  if (hasEnded(story.state) || !job) return null;
  if (story.state === 'queued') {
    return (
      <p class="going">
        {job.position === null ? 'Waiting.' : `Waiting: number ${job.position} in the queue.`}
      </p>
    );
  }
  const asked = job.progress?.steps ?? (run.facts?.steps.train ?? 0) * run.epochs.asked;
  if (asked === 0) return <p class="going">Starting: the data is read and the network is built.</p>;
  const done = story.train.length > 0 ? story.train.end : (job.progress?.step ?? 0);
  const epoch = Math.min(run.epochs.asked, Math.floor(done / Math.max(1, asked / run.epochs.asked)) + 1);
  return (
    <div class="going">
      <ProgressBar done={done} of={asked} label="Batches done" />
      <p>
        batch {done} of {asked}, epoch {epoch} of {run.epochs.asked}
        {job.eta !== null && story.state === 'running' && <>, about {spanOf(job.eta)} to go</>}
      </p>
    </div>
  );
}
