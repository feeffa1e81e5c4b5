import { signal, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { RunSummary } from '../../shared/resources.ts';
import { client } from '../connection.ts';
import { linkTo } from '../routing.ts';
import { NoRuns } from './runs/empty.tsx';
import { Filters, isNarrowed } from './runs/filters.tsx';
import { follow } from './runs/following.ts';
import { Queue } from './runs/queue.tsx';
import { filter, RunList } from './runs/run-list.ts';
import { RunRow } from './runs/run-row.tsx';
import { Selection } from './runs/selection.tsx';
import './runs/runs.css';

/** Kept for those who look into a run before they go on choosing. */
const chosen = signal<readonly string[]>([]);

export function RunsPage() {
  const connection = client.value;
  const list = useMemo(() => new RunList(), [connection]);
  const datasets = useSignal<readonly string[]>([]);
  useEffect(() => follow(list, connection), [list, connection]);
  useEffect(() => {
    connection.datasets().then(
      ({ items }) => {
        datasets.value = items.map(({ name }) => name);
      },
      () => {},
    );
  }, [connection]);
  const runs = list.runs.value;
  const isEmpty = runs?.length === 0 && !isNarrowed(filter.value);
  return (
    <div class="runs">
      <div class="runs-head">
        <h1>Runs</h1>
        <a class="button" href={linkTo('new')}>
          New run
        </a>
      </div>
      {list.fault.value && <p role="alert">{list.fault.value}</p>}
      {runs === null && !list.fault.value && <p>Opening…</p>}
      {isEmpty && <NoRuns />}
      {runs && !isEmpty && (
        <>
          <Filters tags={tagsOf(runs)} datasets={datasets.value} onChange={() => list.reload()} />
          <Queue jobs={list.queue.value} />
          <Selection
            ids={chosen.value}
            onClear={() => {
              chosen.value = [];
            }}
          />
          <Table runs={runs} list={list} />
          {runs.length === 0 && <p>No run fits.</p>}
          {list.next.value !== null && (
            <button type="button" onClick={() => list.more()}>
              Load more
            </button>
          )}
        </>
      )}
    </div>
  );
}

const HEADS = ['Compare', 'Name', 'State', 'Progress', 'Loss', 'Accuracy', 'Duration', 'Actions'];

function Table({ runs, list }: { runs: readonly RunSummary[]; list: RunList }) {
  const choose = (id: string, isChosen: boolean) => {
    const others = chosen.value.filter((one) => one !== id);
    chosen.value = isChosen ? [...others, id] : others;
  };
  const gone = (id: string) => {
    choose(id, false);
    list.reload();
  };
  return (
    <table class="runs-table">
      <thead>
        <tr>
          {HEADS.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <RunRow
            key={run.id}
            run={run}
            job={list.jobs.value.get(run.id)}
            isChosen={chosen.value.includes(run.id)}
            onChoose={(isChosen) => choose(run.id, isChosen)}
            onChanged={() => list.reload()}
            onDeleted={() => gone(run.id)}
          />
        ))}
      </tbody>
    </table>
  );
}

const tagsOf = (runs: readonly RunSummary[]): string[] =>
  [...new Set(runs.flatMap(({ tags }) => tags))].sort();
