import type { Limits } from './limits.ts';

/** One file of a checkpoint. */
export type Kept = {
  step: number;
  digest: string;
  size: number;
  /** Something else than this run's checkpoints names it too: it stays whatever is dropped here. */
  isShared: boolean;
};

export type Rules = Pick<Limits, 'runQuota' | 'diskQuota'> & { keepLast: number | null };

export type Plan = {
  /** Whether the new checkpoint is kept. */
  fits: boolean;
  /** Steps of the older ones that go, oldest first. */
  drop: number[];
  /** For which limits some of them go, beside the `keepLast` that was asked for. */
  over: ('run' | 'disk')[];
};

/**
 * What becomes of a run's checkpoints when another one comes. The newest is worth more than those before it, which go
 * as far as they have to, the oldest first. It is refused only where even that does not bring all artifacts within the
 * disk quota, and would make them more than they are: a run that has kept one checkpoint can always keep a later one in
 * its place.
 * @param older of steps before it, in order of training
 * @param newest the files of the one that comes
 * @param total bytes of all artifacts, before it came
 */
export function planRetention(
  older: readonly Kept[],
  newest: readonly Kept[],
  { keepLast, runQuota, diskQuota }: Rules,
  total: number,
): Plan {
  const steps = [...new Set(older.map(({ step }) => step))];
  let dropped = keepLast === null ? 0 : Math.max(0, steps.length - (keepLast - 1));
  const remaining = () => {
    const gone = new Set(steps.slice(0, dropped));
    return [...older.filter(({ step }) => !gone.has(step)), ...newest];
  };
  const dropWhile = (isTooMuch: () => boolean) => {
    const before = dropped;
    while (dropped < steps.length && isTooMuch()) dropped++;
    return dropped > before;
  };
  const over: Plan['over'] = [];
  if (runQuota > 0 && dropWhile(() => bytesOf(remaining()) > runQuota)) over.push('run');
  const others = total - bytesOf(older.filter(isOwn));
  const isOver = () => others + bytesOf(remaining().filter(isOwn)) > Math.max(diskQuota, total);
  if (diskQuota > 0 && dropWhile(isOver)) over.push('disk');
  if (diskQuota > 0 && isOver()) return { fits: false, drop: [], over: [] };
  return { fits: true, drop: steps.slice(0, dropped), over };
}

const isOwn = ({ isShared }: Kept): boolean => !isShared;

/** The same bytes are one file. */
function bytesOf(files: readonly Kept[]): number {
  const sizes = new Map(files.map(({ digest, size }) => [digest, size]));
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}
