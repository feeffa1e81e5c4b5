import { needsToken } from './connection.ts';
import { Door } from './door.tsx';
import { ComparePage } from './pages/compare.tsx';
import { NewRunPage } from './pages/new-run.tsx';
import { RunPage } from './pages/run.tsx';
import { RunsPage } from './pages/runs.tsx';
import { linkTo, type Place, place } from './routing.ts';

const LINKS = [
  ['Runs', ''],
  ['New run', 'new'],
] as const;

export function App() {
  const here = place.value;
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('content')!.focus()}>
        Skip to content
      </button>
      <header class="top">
        <a class="brand" href={linkTo('')}>
          learnd
        </a>
        <nav aria-label="Pages">
          {LINKS.map(([label, page]) => (
            <a key={page} href={linkTo(page)} aria-current={here.page === page ? 'page' : undefined}>
              {label}
            </a>
          ))}
          <a href="./docs">API</a>
        </nav>
      </header>
      <main id="content" tabIndex={-1}>
        {needsToken.value === null ? <Page {...here} /> : <Door reason={needsToken.value} />}
      </main>
    </>
  );
}

function Page({ page, id, query }: Place) {
  if (page === '') return <RunsPage />;
  if (page === 'runs' && id) return <RunPage key={id} id={id} />;
  if (page === 'compare') return <ComparePage ids={query.get('ids')?.split(',').filter(Boolean) ?? []} />;
  if (page === 'new') return <NewRunPage query={query} />;
  return (
    <p>
      There is no such page. <a href={linkTo('')}>All runs</a>
    </p>
  );
}
