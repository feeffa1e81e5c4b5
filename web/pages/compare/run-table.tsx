import type { ComponentChildren } from 'preact';
import type { Member } from './comparison.ts';
import { Swatch } from './run-head.tsx';

export type RunRow = { title: ComponentChildren; key: string; cells: ComponentChildren[] };
type RunTableProps = { label: string; corner: string; members: readonly Member[]; rows: readonly RunRow[] };

/** A row for each thing, a column for each run. Scrolls by itself where it is too wide. */
export function RunTable({ label, corner, members, rows }: RunTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
    <section class="wide-table" tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            <th scope="col">{corner}</th>
            {members.map(({ run, letter, look }) => (
              <th key={run.id} scope="col" title={run.name ?? run.id}>
                <Swatch {...look} /> {letter}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, title, cells }) => (
            <tr key={key}>
              <th scope="row">{title}</th>
              {members.map(({ run }, i) => (
                <td key={run.id}>{cells[i]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
