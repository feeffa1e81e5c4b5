import type { Health } from '../run/health.ts';
import './health-mark.css';

/** Colour, sign and word say the same. */
export function HealthMark({ word, sign, tone }: Health) {
  return (
    <span class={`health health-${tone}`}>
      <span aria-hidden="true">{sign}</span> {word}
    </span>
  );
}
