import { explain } from '../../connection.ts';
import { linkTo } from '../../routing.ts';
import type { Line } from '../../run/session.ts';
import type { PartProps } from './section.tsx';

/** How the page hears of the run: said aloud too, whenever it changes. */
export function LineNotice({ session }: PartProps) {
  const line = session.line.value;
  return (
    <div class={`line line-${line.kind}`}>
      <p role="status">{sentence(line, session.opened)}</p>
      {line.kind === 'broken' && (
        <p>
          <button type="button" onClick={() => session.open()}>
            Try again
          </button>{' '}
          <a href={linkTo('')}>All runs</a>
        </p>
      )}
    </div>
  );
}

function sentence(line: Line, opened: number): string {
  switch (line.kind) {
    case 'opening':
      return 'Opening…';
    case 'live':
      return `Live; all up to event ${opened} was loaded at once`;
    case 'lost':
      return `Connection lost after event ${line.since}, catching up…`;
    case 'catching-up':
      return `Connected again, catching up from event ${line.from}…`;
    case 'caught-up':
      return `Live; caught up: ${line.events} ${line.events === 1 ? 'event' : 'events'} since the connection was lost`;
    case 'ended':
      return 'Ended: all of it is here';
    case 'broken':
      return `Not connected: ${explain(line.error)}`;
  }
}
