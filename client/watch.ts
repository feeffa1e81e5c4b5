import type { RunEvent } from '../shared/events.ts';
import { CLOSE } from '../shared/protocol.ts';
import { ContractError, LearndError, StreamClosed, UnreachableError } from './errors.ts';
import { MAX_PAUSE_MS, pauseMs, sleep } from './pause.ts';
import { type Position, type ReadEvents, stream } from './stream.ts';

export type WatchOptions = {
  /** seq of the last event already seen; 0 = from the beginning. */
  after?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Told of each connection that is made, and of each that is lost and will be made again. */
  onState?: ((state: 'open' | 'lost') => void) | undefined;
};

/** What a watcher needs of the world. */
export type WatchSource = {
  /** The frames of a new connection that starts after event `after`; `opened` is called once it is made. */
  frames: (after: number, opened?: () => void) => AsyncIterable<unknown>;
  read: ReadEvents;
  /** seq of the journal's last event. */
  lastSeq: () => Promise<number>;
};

/** Failures in a row, without an event or a connection, after which nobody is there any more: about two minutes. */
const MAX_FAILURES = 30;

/** Asking again would be answered the same way. */
const FINAL: readonly number[] = [
  CLOSE.binary,
  CLOSE.tooLarge,
  CLOSE.badRequest,
  CLOSE.noToken,
  CLOSE.badOrigin,
  CLOSE.notFound,
];

/** A run's events exactly once and in order, however often the connection drops; ends when the run has. */
export async function* watch(
  source: WatchSource,
  { after = 0, signal, onState }: WatchOptions = {},
): AsyncGenerator<RunEvent, void> {
  const position: Position = { seq: after, ended: false };
  let unreached = 0;
  for (let failures = 0; ; failures++, unreached++) {
    const before = position.seq;
    let fault: unknown;
    try {
      yield* stream(
        source.frames(position.seq, () => onState?.('open')),
        source.read,
        position,
      );
      if (await isOver(source, position)) return;
      fault = new ContractError(
        `The stream closed as ended after event ${position.seq}, but more was recorded.`,
      );
    } catch (error) {
      signal?.throwIfAborted();
      if (!mayPass(error)) throw error;
      fault = error;
    }
    if (position.seq > before || lasted(fault)) failures = 0;
    if (failures === 0 || broke(fault)) unreached = 0;
    if (unreached >= MAX_FAILURES) {
      throw new Error(`Lost the stream after event ${position.seq}; gave up after ${unreached} attempts.`, {
        cause: fault,
      });
    }
    onState?.('lost');
    await sleep(pauseMs(failures), signal);
  }
}

/** A close with 1000 is believed when the last event was `end`; otherwise (nothing was left to send) the journal is asked. */
async function isOver(source: WatchSource, position: Position): Promise<boolean> {
  return position.ended || (await source.lastSeq()) <= position.seq;
}

function mayPass(error: unknown): boolean {
  if (error instanceof StreamClosed) return !FINAL.includes(error.code);
  if (error instanceof LearndError) return error.status >= 500 || error.status === 429;
  return error instanceof UnreachableError || error instanceof ContractError;
}

const lasted = (fault: unknown): boolean => fault instanceof StreamClosed && fault.livedMs > MAX_PAUSE_MS;

/** The server was there, and the connection broke or the server went down: a job that waits may say nothing for hours. */
const broke = (fault: unknown): boolean =>
  fault instanceof StreamClosed && fault.livedMs > 0 && [1006, CLOSE.goingAway].includes(fault.code);
