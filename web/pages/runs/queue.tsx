import type { Job } from '../../../shared/resources.ts';
import { linkTo } from '../../routing.ts';

/** What waits, in its order. */
export function Queue({ jobs }: { jobs: readonly Job[] }) {
  if (jobs.length === 0) return null;
  return (
    <details class="card queue" open={jobs.length <= 10}>
      <summary>
        {jobs.length} {jobs.length === 1 ? 'job waits' : 'jobs wait'}
      </summary>
      <ol>
        {jobs.map(({ id, position, spec }) => (
          <li key={id} value={position ?? undefined}>
            <a href={linkTo('runs', id)}>{spec.name ?? id}</a> <span class="hint">{spec.dataset.name}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}
