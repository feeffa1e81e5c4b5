import { linkTo } from '../../routing.ts';

const FEWEST = 2;
const MOST = 6;

/** What is chosen to be compared; nothing as long as nothing is. */
export function Selection({ ids, onClear }: { ids: readonly string[]; onClear: () => void }) {
  if (ids.length === 0) return null;
  const fits = ids.length >= FEWEST && ids.length <= MOST;
  return (
    <div class="card selection" role="status">
      <span>
        {ids.length} chosen{!fits && `: choose ${FEWEST} to ${MOST} to compare`}
      </span>
      {fits && (
        <a class="button" href={linkTo('compare', undefined, { ids: ids.join(',') })}>
          Compare {ids.length} runs
        </a>
      )}
      <button type="button" onClick={onClear}>
        Clear
      </button>
    </div>
  );
}
