import { Counter, Histogram, type Registry } from 'prom-client';
import type { RunEvent, Split } from '../../../shared/events.ts';

type Batches = Extract<RunEvent, { type: 'batches' }>;
/** Where the journal of a run stood at its last `batches` of the training split. */
type Mark = { epoch: number; next: number; at: number };

/** What the journals tell of the training, counted as it is appended. @returns the listener to the journal */
export function trainingMeter(registry: Registry): (run: string, events: readonly RunEvent[]) => void {
  const registers = [registry];
  const batches = new Counter({
    name: 'learnd_batches_total',
    help: 'Batches that the journals have got, by split; what a rewind made void is counted too, and again.',
    labelNames: ['split'] satisfies string[],
    registers,
  });
  const step = new Histogram({
    name: 'learnd_training_step_seconds',
    help: 'Seconds a training batch, seen from the journal: time from one `batches` event to the next of the same epoch, divided by the batches of the latter, counted once for each of them.',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const commit = new Histogram({
    name: 'learnd_journal_commit_seconds',
    help: 'From the time that events carry, taken when their transaction begins to write, until they are committed; the wait for transactions before it is not in it. To the millisecond.',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers,
  });
  const ended = new Counter({
    name: 'learnd_jobs_ended_total',
    help: 'Jobs that came to an end since the server started, by the state that they ended in.',
    labelNames: ['state'],
    registers,
  });
  for (const split of ['train', 'valid'] satisfies Split[]) batches.inc({ split }, 0);
  for (const state of ['succeeded', 'failed', 'cancelled']) ended.inc({ state }, 0);

  const marks = new Map<string, Mark>();

  function paced(run: string, { epoch, from, loss, time }: Batches): void {
    const mark = marks.get(run);
    const at = Date.parse(time);
    // Between two epochs lies a validation, between two attempts nobody's work.
    if (mark && mark.epoch === epoch && mark.next === from && loss.length > 0) {
      const seconds = (at - mark.at) / 1000 / loss.length;
      for (let i = 0; i < loss.length; i++) step.observe(seconds);
    }
    marks.set(run, { epoch, next: from + loss.length, at });
  }

  function count(run: string, event: RunEvent): void {
    switch (event.type) {
      case 'batches':
        batches.inc({ split: event.split }, event.loss.length);
        if (event.split === 'train') paced(run, event);
        return;
      case 'state':
        marks.delete(run);
        return;
      case 'end':
        ended.inc({ state: event.state });
    }
  }

  return (run, events) => {
    const [first] = events;
    if (first) commit.observe(Math.max(0, Date.now() - Date.parse(first.time)) / 1000);
    for (const event of events) count(run, event);
  };
}
