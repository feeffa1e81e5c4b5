import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { RunActions } from '../../parts/run-actions.tsx';
import { momentOf, secondsBetween, spanOf } from '../../parts/spans.ts';
import { StateBadge } from '../../parts/state-badge.tsx';
import { goTo, linkTo } from '../../routing.ts';
import { Annotation } from './annotation.tsx';
import type { PartProps } from './section.tsx';

export function Header({ session }: PartProps) {
  const run = session.run.value!;
  const isEditing = useSignal(false);
  session.version.value;
  const { state } = session.story;
  const name = run.name ?? run.id;
  const times = session.job.value ?? run;
  const seconds = secondsBetween(times.startedAt, times.finishedAt);
  useTitle(`${name}: ${state}`);
  return (
    <header class="run-head">
      <div>
        <h1>{name}</h1>
        <p class="run-line">
          <StateBadge state={state} />
          <span>{run.dataset}</span>
          {run.device && <span>{run.device}</span>}
          <span>{momentOf(run.createdAt)}</span>
          {seconds !== null && <span>{spanOf(seconds)}</span>}
          {run.attempt > 1 && <span>attempt {run.attempt}</span>}
          <code>{run.id}</code>
        </p>
        <p class="run-line">
          {run.tags.map((tag) => (
            <span key={tag} class="tag">
              {tag}
            </span>
          ))}
          <button
            type="button"
            class="small"
            onClick={() => {
              isEditing.value = true;
            }}
          >
            Edit name, tags, notes
          </button>
        </p>
        {run.notes && <p class="notes">{run.notes}</p>}
      </div>
      <RunActions
        id={run.id}
        name={name}
        state={state}
        onDone={() => session.goOn()}
        onDeleted={() => goTo(linkTo(''))}
      />
      {isEditing.value && (
        <Annotation
          run={run}
          onClose={() => {
            isEditing.value = false;
          }}
          onSaved={(saved) => {
            session.run.value = saved;
            isEditing.value = false;
          }}
        />
      )}
    </header>
  );
}

/** What the tab says, so that one sees from another that a training has ended. */
function useTitle(title: string): void {
  useEffect(() => {
    const before = document.title;
    document.title = `${title} · learnd`;
    return () => {
      document.title = before;
    };
  }, [title]);
}
