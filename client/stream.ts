import type { RunEvent } from '../shared/events.ts';
import type { Gap } from '../shared/protocol.ts';
import { ContractError } from './errors.ts';

/** Where a reader stands: the last event it was given. Moves just before an event is handed over, never back. */
export type Position = { seq: number; ended: boolean };

/** A page of a run's journal. */
export type EventPage = { items: RunEvent[]; next: number | null };

/** Reads the journal over HTTP: up to `limit` events after `after`. */
export type ReadEvents = (after: number, limit: number) => Promise<EventPage>;

/** Events of a page at most, by the route's schema. */
const PAGE = 1000;

/**
 * The events of one connection, in order, none twice and none left out: where the server skipped some (a gap frame) they
 * are read over HTTP while the live ones wait.
 * @throws ContractError for a duplicate, a hole or an unreadable frame; what `frames` and `read` throw.
 */
export async function* stream(
  frames: AsyncIterable<unknown>,
  read: ReadEvents,
  position: Position,
): AsyncGenerator<RunEvent, void> {
  for await (const frame of frames) {
    const message = parse(frame);
    if (message.type === 'gap') yield* missed(message.next, read, position);
    else yield admit(message, position);
  }
}

async function* missed(next: number, read: ReadEvents, position: Position): AsyncGenerator<RunEvent, void> {
  while (position.seq < next - 1) {
    const { items } = await read(position.seq, Math.min(PAGE, next - 1 - position.seq));
    if (items.length === 0) {
      throw new ContractError(
        `The journal ends at event ${position.seq}, but the stream goes on with event ${next}.`,
      );
    }
    for (const event of items) yield admit(event, position);
  }
}

function admit(event: RunEvent, position: Position): RunEvent {
  if (event.seq !== position.seq + 1) {
    throw new ContractError(
      `Event ${event.seq} came after event ${position.seq}; expected ${position.seq + 1}.`,
    );
  }
  position.seq = event.seq;
  position.ended = event.type === 'end';
  return event;
}

function parse(frame: unknown): RunEvent | Gap {
  if (typeof frame !== 'string') throw new ContractError('A binary frame came; learnd sends text only.');
  let message: Partial<RunEvent> | Partial<Gap> | null;
  try {
    message = JSON.parse(frame);
  } catch (cause) {
    throw new ContractError(`A frame is not JSON: ${frame.slice(0, 80)}`, { cause });
  }
  if (message?.type === 'gap' && Number.isInteger(message.next)) return message as Gap;
  if (typeof message?.type === 'string' && 'seq' in message && Number.isInteger(message.seq)) {
    return message as RunEvent;
  }
  throw new ContractError(`A frame is neither an event nor a gap: ${frame.slice(0, 80)}`);
}
