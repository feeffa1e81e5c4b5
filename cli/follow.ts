import type { Client } from '../client/index.ts';
import type { RunEvent } from '../shared/events.ts';
import type { Ended } from '../shared/lifecycle.ts';
import type { Job } from '../shared/resources.ts';
import { epochsOf } from '../shared/spec/epochs.ts';
import { colors } from './render/colors.ts';
import { newsOf } from './render/news.ts';
import type { Screen } from './screen.ts';
import { advance, type Training, unstarted } from './training.ts';

/** What a run's events told, to its end. */
export type Followed = { training: Training; ended: Ended | null };

/** Shows a run live until it has ended. @throws what the client throws; the signal's reason */
export async function follow(
  client: Client,
  { id, spec }: Pick<Job, 'id' | 'spec'>,
  screen: Screen,
  signal: AbortSignal,
): Promise<Followed> {
  let training = unstarted(epochsOf(spec), spec.hooks.max);
  let ended: Ended | null = null;
  let isLost = false;
  const onState = (state: 'open' | 'lost') => {
    if (isLost === (state === 'lost')) return;
    isLost = state === 'lost';
    screen.line(colors.yellow(isLost ? 'the connection was lost: trying again' : 'connected again'));
  };
  for await (const event of client.watch(id, { signal, onState })) {
    training = advance(training, event);
    // Batches come only after the facts are recorded.
    if (event.type === 'batches' && !training.steps) {
      training = { ...training, steps: (await client.runs.get(id)).facts?.steps ?? null };
    }
    ended = endedBy(event) ?? ended;
    for (const line of newsOf(event, training)) screen.line(line);
    if (event.type === 'batches') screen.progress(training);
  }
  return { training, ended };
}

/** A run that was asked to go on has an `end` in the middle of its journal. */
const endedBy = (event: RunEvent): Ended | null => (event.type === 'end' ? (event.state as Ended) : null);
