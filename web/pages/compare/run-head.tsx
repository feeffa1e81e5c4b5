import { linkTo } from '../../routing.ts';
import type { Member } from './comparison.ts';

/** The line that a run has in the charts. */
export function Swatch({ color, dash }: Member['look']) {
  return (
    <svg class="swatch" width="26" height="8" aria-hidden="true">
      <line
        x1="0"
        x2="26"
        y1="4"
        y2="4"
        stroke={`var(${color})`}
        stroke-width="3"
        {...(dash && { 'stroke-dasharray': dash.join(' ') })}
      />
    </svg>
  );
}

/** A run by its line, its letter and its name. */
export function RunHead({ member: { run, letter, look } }: { member: Member }) {
  return (
    <span class="member">
      <Swatch {...look} /> <b>{letter}</b> <a href={linkTo('runs', run.id)}>{run.name ?? run.id}</a>
    </span>
  );
}
