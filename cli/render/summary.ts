import type { Split } from '../../shared/events.ts';
import type { Run } from '../../shared/resources.ts';
import { deviceText } from './devices.ts';
import { duration, fixed } from './numbers.ts';

export type Summary = {
  run: Run;
  /** Metric points recorded. */
  points: Record<Split, number>;
  /** The course's accuracy with this very job; null where the job differs. */
  course: number | null;
  /** As one would type it. */
  dataDir: string;
};

/** What was trained and where it lives now, one fact a line. */
export function summaryLines({ run, points, course, dataDir }: Summary): string[] {
  const facts: [string, string][] = [
    ['run', run.id],
    ['state', run.error ? `${run.state}: ${run.error}` : run.state],
    ['best', `${bestText(run)}${course === null ? '' : ` (the course: ${course})`}`],
    ['device', run.facts ? deviceText(run.facts.device) : 'none'],
    ['duration', duration(run.seconds)],
    ['recorded', `metrics of ${points.train} training and ${points.valid} validation batches`],
    ['data', dataDir],
    ['again', `LEARND_DATA=${quoted(dataDir)} npm start`],
    ['', `curl http://127.0.0.1:7070/runs/${run.id}`],
    ['', `curl 'http://127.0.0.1:7070/runs/${run.id}/metrics?points=100'`],
  ];
  return facts.map(([name, value]) => `${name.padEnd(10)}${value}`);
}

function bestText({ best }: Run): string {
  return best ? `accuracy ${fixed(best.accuracy, 4)} in epoch ${best.epoch}` : 'no epoch was finished';
}

const quoted = (path: string): string =>
  /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
