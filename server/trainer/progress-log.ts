import type { TrainerEntry } from '../../shared/trainer.ts';
import type { Progress } from '../data/index.ts';

const PAUSE_MS = 1000;

/** Turns the progress of a download into at most one sentence a second; what is not progress is always said. */
export function progressLog(say: (entries: TrainerEntry[]) => void): (progress: Progress) => void {
  let last = Number.NEGATIVE_INFINITY;
  return ({ message, file, received, total }) => {
    const now = performance.now();
    const partial = received !== undefined && received !== total;
    if (partial && now - last < PAUSE_MS) return;
    if (partial) last = now;
    const share = received !== undefined && total ? `, ${Math.round((100 * received) / total)} %` : '';
    const of = file === undefined || message.includes(file) ? '' : `: ${file}`;
    say([{ type: 'log', level: 'info', message: `${message}${of}${share}` }]);
  };
}
