import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { RunSummary } from '../../../shared/resources.ts';
import { client, explain } from '../../connection.ts';
import { momentOf } from '../../parts/spans.ts';
import { StateBadge } from '../../parts/state-badge.tsx';
import { goTo } from '../../routing.ts';
import { compareLink } from './members.tsx';

export const FEWEST = 2;
export const MOST = 6;
const RECENT = 30;

/** Recent runs to choose from. */
export function Picker({ chosen }: { chosen: readonly string[] }) {
  const runs = useSignal<readonly RunSummary[] | null>(null);
  const fault = useSignal<string | null>(null);
  const ids = useSignal(chosen);
  useEffect(() => {
    client.value.runs.list({ limit: RECENT }).then(
      ({ items }) => {
        runs.value = items;
        ids.value = ids.value.filter((id) => items.some((run) => run.id === id) || chosen.includes(id));
      },
      (error) => {
        fault.value = explain(error);
      },
    );
  }, [client.value]);
  if (fault.value) return <p role="alert">{fault.value}</p>;
  if (!runs.value) return <p role="status">Reading the runs …</p>;
  if (runs.value.length < FEWEST) return <p>There are fewer than {FEWEST} runs on this server.</p>;
  const count = ids.value.length;
  const fits = count >= FEWEST && count <= MOST;
  const toggle = (id: string, isOn: boolean) => {
    ids.value = isOn ? [...ids.value, id] : ids.value.filter((other) => other !== id);
  };
  return (
    <form
      class="card picker"
      onSubmit={(event) => {
        event.preventDefault();
        if (fits) goTo(compareLink(ids.value));
      }}
    >
      <fieldset>
        <legend>Recent runs</legend>
        {runs.value.map((run) => (
          <label key={run.id}>
            <input
              type="checkbox"
              checked={ids.value.includes(run.id)}
              onChange={({ currentTarget }) => toggle(run.id, currentTarget.checked)}
            />
            <span>
              {run.name ?? run.id} <StateBadge state={run.state} />{' '}
              <span class="hint">
                {run.accuracy === null ? '' : `${(run.accuracy * 100).toFixed(1)} %, `}
                {momentOf(run.createdAt)}
              </span>
            </span>
          </label>
        ))}
      </fieldset>
      <button type="submit" class="primary" disabled={!fits}>
        {fits ? `Compare ${count} runs` : 'Compare'}
      </button>
      {!fits && (
        <span class="hint">
          {' '}
          Choose {FEWEST} to {MOST}.
        </span>
      )}
    </form>
  );
}
