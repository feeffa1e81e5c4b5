import { sparkPoints } from './spark-points.ts';
import './sparkline.css';

const WIDTH = 100;
const HEIGHT = 24;

/** A curve as small as a word. Gaps are left out. */
export function Sparkline({ values, label }: { values: ArrayLike<number>; label: string }) {
  const points = sparkPoints(values, WIDTH, HEIGHT);
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <polyline points={points} />
    </svg>
  );
}
