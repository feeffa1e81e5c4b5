import { WebSocket } from 'ws';
import { createClient } from '../../client/index.ts';
import type { RunEvent } from '../../shared/events.ts';
import type { Dice } from './dice.ts';

/** What one subscriber of a run has heard, over connections that break at any time. */
export type Heard = { run: string; events: RunEvent[]; failure: string | null };

/** Listens to a run until it has ended, is deleted, or `signal` ends it. */
export async function listen(url: string, run: string, dice: Dice, signal: AbortSignal): Promise<Heard> {
  const heard: Heard = { run, events: [], failure: null };
  const client = createClient(url, { WebSocket: breaking(dice) });
  try {
    for await (const event of client.watch(run, { signal })) heard.events.push(event);
  } catch (error) {
    if (!signal.aborted) heard.failure = error instanceof Error ? error.message : String(error);
  }
  return heard;
}

/** A socket that is cut off, without a goodbye, after some time. */
function breaking(dice: Dice) {
  return class extends WebSocket {
    constructor(address: string) {
      super(address);
      const timer = setTimeout(() => this.terminate(), dice.between(50, 5000));
      this.once('close', () => clearTimeout(timer));
    }
  };
}
