import type { RunEvent } from '../shared/events.ts';
import { CLOSE } from '../shared/protocol.ts';
import { ContractError, StreamClosed } from './errors.ts';
import { MAX_PAUSE_MS, pauseMs, sleep } from './pause.ts';

export type StateEvent = Extract<RunEvent, { type: 'state' }>;

/** Asking again would be answered the same way. */
const FINAL: readonly number[] = [CLOSE.badRequest, CLOSE.noToken, CLOSE.badOrigin, CLOSE.notFound];

/**
 * The latest state of every unfinished job, then every change of all jobs; without end. A connection that was lost is
 * made again, and begins again with the unfinished: what ended in between is not told, so that a list is to be asked anew.
 * @param frames the frames of a new connection; it calls `opened` once it is made
 * @param connected called for each connection, before its first event
 */
export async function* watchJobs(
  frames: (opened?: () => void) => AsyncIterable<unknown>,
  { signal, connected }: { signal?: AbortSignal | undefined; connected?: (() => void) | undefined } = {},
): AsyncGenerator<StateEvent, void> {
  for (let failures = 0; ; failures++) {
    try {
      for await (const frame of frames(connected)) {
        failures = 0;
        yield read(frame);
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof StreamClosed) || FINAL.includes(error.code)) throw error;
      if (error.livedMs > MAX_PAUSE_MS) failures = 0;
    }
    await sleep(pauseMs(failures), signal);
  }
}

function read(frame: unknown): StateEvent {
  const event = typeof frame === 'string' ? (JSON.parse(frame) as Partial<StateEvent>) : null;
  if (event?.type !== 'state') throw new ContractError('A frame is no change of state.');
  return event as StateEvent;
}
