import { useEffect, useRef } from 'preact/hooks';
import { STATES } from '../../../shared/lifecycle.ts';
import { type Filter, filter, NO_FILTER, type Sort } from './run-list.ts';

const SORTS: Record<Sort, string> = {
  '-createdAt': 'newest first',
  createdAt: 'oldest first',
  '-accuracy': 'best accuracy first',
  accuracy: 'worst accuracy first',
  loss: 'lowest loss first',
  '-loss': 'highest loss first',
};
/** Typing is over after this long without a key. */
const TYPED_MS = 250;

type FiltersProps = { tags: readonly string[]; datasets: readonly string[]; onChange: () => void };

export function Filters({ tags, datasets, onChange }: FiltersProps) {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const change = (part: Partial<Filter>, wait = 0) => {
    filter.value = { ...filter.peek(), ...part };
    clearTimeout(timer.current);
    timer.current = setTimeout(onChange, wait);
  };
  const { name, state, tag, dataset, sort } = filter.value;
  return (
    <search class="filters">
      <label>
        Name
        <input
          type="search"
          value={name}
          placeholder="part of it"
          onInput={({ currentTarget }) => change({ name: currentTarget.value }, TYPED_MS)}
        />
      </label>
      <label>
        State
        <select
          value={state}
          onChange={({ currentTarget }) => change({ state: currentTarget.value as Filter['state'] })}
        >
          <option value="">any</option>
          {STATES.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
      <label>
        Tag
        <input
          type="search"
          list="known-tags"
          value={tag}
          placeholder="any"
          onInput={({ currentTarget }) => change({ tag: currentTarget.value }, TYPED_MS)}
        />
        <datalist id="known-tags">
          {tags.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      </label>
      <label>
        Dataset
        <select value={dataset} onChange={({ currentTarget }) => change({ dataset: currentTarget.value })}>
          <option value="">any</option>
          {datasets.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
      <label>
        Order
        <select value={sort} onChange={({ currentTarget }) => change({ sort: currentTarget.value as Sort })}>
          {Object.entries(SORTS).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </label>
      {isNarrowed(filter.value) && (
        <button type="button" onClick={() => change({ ...NO_FILTER, sort })}>
          Show all
        </button>
      )}
    </search>
  );
}

export const isNarrowed = ({ name, state, tag, dataset }: Filter): boolean =>
  [name, state, tag, dataset].some((part) => part !== '');
