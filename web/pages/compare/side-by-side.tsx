import { useEffect, useMemo } from 'preact/hooks';
import { client } from '../../connection.ts';
import { Comparison } from './comparison.ts';
import { Curves } from './curves.tsx';
import { Differences } from './differences.tsx';
import { Health } from './health.tsx';
import { Members } from './members.tsx';
import { Partings } from './partings.tsx';
import { FEWEST, Picker } from './picker.tsx';
import { Scores } from './scores.tsx';

/** So many runs at most leave room for two tables beside each other. */
const ROOMY = 3;

/** The runs of these ids, as far as there are such. */
export function SideBySide({ ids }: { ids: readonly string[] }) {
  const comparison = useMemo(() => new Comparison(client.value, ids), [client.value]);
  useEffect(() => {
    comparison.open();
    return () => comparison.close();
  }, [comparison]);
  const members = comparison.members.value;
  if (!comparison.isRead.value) return <p role="status">Reading {ids.length} runs …</p>;
  const isEnough = members.length >= FEWEST;
  return (
    <>
      {comparison.faults.value.length > 0 && (
        <div role="alert">
          {comparison.faults.value.map((fault) => (
            <p key={fault}>{fault}</p>
          ))}
        </div>
      )}
      {isEnough ? (
        <div class="compare">
          <Members members={members} />
          <Partings comparison={comparison} />
          <div class={members.length > ROOMY ? 'compare' : 'two'}>
            <Scores members={members} />
            <Differences members={members} />
          </div>
          <Curves members={members} />
          <Health members={members} />
        </div>
      ) : (
        <>
          <p>Fewer than {FEWEST} of these runs are here: choose some to compare.</p>
          <Picker chosen={members.map(({ run }) => run.id)} />
        </>
      )}
    </>
  );
}
