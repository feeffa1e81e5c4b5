import { Fork } from './new-run/fork.tsx';
import { Fresh } from './new-run/fresh.tsx';
import './new-run/new-run.css';

/** `?preset=KEY` begins with a job of the course, `?fork=ID` with a run; `&lr=RATE` trains what a search was for. */
export function NewRunPage({ query }: { query: URLSearchParams }) {
  const fork = query.get('fork');
  const preset = query.get('preset');
  const lr = Number(query.get('lr'));
  return (
    <>
      <h1>New run</h1>
      {fork === null ? (
        <Fresh key={preset} preset={preset} />
      ) : (
        <Fork key={fork} id={fork} lr={lr > 0 ? lr : null} />
      )}
    </>
  );
}
