import { linkTo } from '../../routing.ts';
import type { PartProps } from './section.tsx';

/** Why it failed, and what can be done about it. */
export function Failure({ session }: PartProps) {
  const run = session.run.value!;
  if (run.state !== 'failed' || run.error === null) return null;
  return (
    <section class="card failure" aria-label="Why it failed">
      <h2>It failed</h2>
      <p role="alert">{run.error}</p>
      <p>
        {run.checkpoint
          ? `Retry goes on from batch ${run.checkpoint.step}. To change something first, `
          : 'Retry begins again. To change something first, '}
        <a href={linkTo('new', undefined, { fork: run.id })}>start from its spec</a>.
      </p>
    </section>
  );
}
