import { written } from '../../charts/numbers.ts';
import { bestOf, type Score, scoresOf } from '../../compare/scores.ts';
import { spanOf } from '../../parts/spans.ts';
import type { Member } from './comparison.ts';
import { RunTable } from './run-table.tsx';

const FORMATS: Record<Score['format'], (value: number) => string> = {
  share: (value) => `${(value * 100).toFixed(2)} %`,
  number: written,
  count: (value) => value.toLocaleString('en'),
  seconds: spanOf,
};

/** How good the runs are, and how long they took; the best of a row is marked. */
export function Scores({ members }: { members: readonly Member[] }) {
  const rows = scoresOf(members.map(({ run }) => run)).map((score) => {
    const best = bestOf(score);
    return {
      key: score.title,
      title: score.title,
      cells: score.values.map((value, i) => {
        const text = value === null ? '–' : FORMATS[score.format](value);
        return best[i] ? (
          <b key={members[i]!.run.id} class="best">
            {text} <span title="the best">★</span>
          </b>
        ) : (
          text
        );
      }),
    };
  });
  const device = {
    key: 'device',
    title: 'Device',
    cells: members.map(({ run }) => run.device ?? '–'),
  };
  return (
    <section class="card" aria-labelledby="scores-title">
      <h2 id="scores-title">Scores</h2>
      <RunTable label="Scores of each run" corner="Score" members={members} rows={[...rows, device]} />
    </section>
  );
}
