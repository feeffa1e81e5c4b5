import { StateBadge } from '../../parts/state-badge.tsx';
import { goTo, linkTo } from '../../routing.ts';
import type { Member } from './comparison.ts';
import { RunHead } from './run-head.tsx';

export const compareLink = (ids: readonly string[]): string =>
  linkTo('compare', undefined, { ids: ids.join(',') });

/** The runs that are compared; each can be left out. */
export function Members({ members }: { members: readonly Member[] }) {
  const without = (id: string) => members.map(({ run }) => run.id).filter((other) => other !== id);
  return (
    <ul class="card members">
      {members.map((member) => (
        <li key={member.run.id}>
          <RunHead member={member} /> <StateBadge state={member.run.state} />
          <button
            type="button"
            aria-label={`Leave out ${member.label}`}
            title="Leave out"
            onClick={() => goTo(compareLink(without(member.run.id)))}
          >
            ×
          </button>
        </li>
      ))}
    </ul>
  );
}
