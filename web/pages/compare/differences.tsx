import { specDifferences } from '../../compare/spec-difference.ts';
import type { Member } from './comparison.ts';
import { RunTable } from './run-table.tsx';

/** What was asked for otherwise. */
export function Differences({ members }: { members: readonly Member[] }) {
  const differences = specDifferences(members.map(({ run }) => run.spec));
  return (
    <section class="card" aria-labelledby="differences-title">
      <h2 id="differences-title">Differences of the specs</h2>
      {differences.length === 0 ? (
        <p>None: all were asked for the same.</p>
      ) : (
        <RunTable
          label="Fields of the spec that are not the same in all runs"
          corner="Field"
          members={members}
          rows={differences.map(({ path, values }) => ({
            key: path,
            title: <code>{path}</code>,
            cells: values.map(shown),
          }))}
        />
      )}
    </section>
  );
}

const shown = (value: unknown) =>
  value === undefined ? (
    <span class="hint" title="There is no such field">
      –
    </span>
  ) : (
    <code>{typeof value === 'string' ? value : JSON.stringify(value)}</code>
  );
