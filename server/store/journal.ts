import type { Entry, EntryWith } from '../../shared/entries.ts';
import type { EventType, RunEvent } from '../../shared/events.ts';
import { type Database, toInt } from './database.ts';
import type { Disposal } from './disposal.ts';
import { StaleAttempt } from './errors.ts';
import type { AppendListener, Feed } from './feed.ts';
import { heldBy, isHeld } from './fence.ts';
import type { Keeper } from './keeping.ts';
import { unpack } from './packing.ts';
import { endOf, record } from './recording.ts';
import { toEvent } from './wire.ts';
import type { Writer } from './writer.ts';

/** What a worker may say; `state` and `end` are written by the changes of state themselves. */
export type Told = Exclude<Entry, EntryWith<'state' | 'end'>>;

/** The append-only story of every run, which is also its live feed. */
export type Journal = ReturnType<typeof openJournal>;

type JournalDeps = { feed: Feed; keeper: Keeper; disposal: Disposal };

export function openJournal(database: Database, writer: Writer, { feed, keeper, disposal }: JournalDeps) {
  /** Why the last checkpoint of an attempt was not kept. */
  const unkept = new Map<string, string>();
  // Nobody asks for an attempt that was lost: with its hold on the job goes what is remembered of it.
  feed.subscribe((run, events) => {
    for (const event of events) {
      if (event.type === 'state' && !isHeld(event.to)) unkept.delete(placeOf(run, event.attempt));
    }
  });

  return {
    /**
     * Adds entries in one transaction, with consecutive seq. A checkpoint that cannot be kept becomes a warning.
     * @throws StaleAttempt when this attempt does not have the job any more; nothing is written then
     */
    async append(run: string, attempt: number, entries: readonly Told[]): Promise<RunEvent[]> {
      const { events, kept } = await writer.write(async (tables, publish) => {
        const end = await endOf(tables, run, heldBy(attempt));
        if (!end) throw new StaleAttempt(run, attempt);
        const kept = await keeper.keep(tables, run, entries, unkept.get(placeOf(run, attempt)));
        const events = kept.entries.length > 0 ? await record(tables, end, attempt, kept.entries) : [];
        if (events.length > 0) publish(run, events);
        return { events, kept };
      });
      if (kept.unkept === null) unkept.delete(placeOf(run, attempt));
      if (kept.unkept) unkept.set(placeOf(run, attempt), kept.unkept);
      // Training does not wait for it, and what fails is left to the sweep.
      if (kept.dropped.length > 0) disposal.drop(kept.dropped).catch(() => {});
      return events;
    },

    /** Why the last checkpoint of this attempt was not kept; null when it was. Once asked for it is forgotten. */
    takeUnkept(run: string, attempt: number): string | null {
      const place = placeOf(run, attempt);
      const reason = unkept.get(place) ?? null;
      unkept.delete(place);
      return reason;
    },

    /** The events after `after`, in order, at most `limit` of them, of one type if said. None when there is no such run. */
    async read(run: string, after: number, limit: number, type?: EventType): Promise<RunEvent[]> {
      const rows = await database.event.findMany({
        where: { runId: run, seq: { gt: toInt(after) }, ...(type && { type }) },
        orderBy: { seq: 'asc' },
        take: limit,
      });
      return rows.map((row) => toEvent(unpack(row), { run, seq: row.seq, time: row.time }));
    },

    /** seq of the last event; null when there is no such run. */
    async lastSeq(run: string): Promise<number | null> {
      const row = await database.run.findUnique({ where: { id: run }, select: { lastSeq: true } });
      return row?.lastSeq ?? null;
    },

    /**
     * Calls `listener` after each commit with what was added, in order of seq in each run, changes of state included.
     * @returns a function that ends the subscription
     */
    onAppend: (listener: AppendListener): (() => void) => feed.subscribe(listener),
  };
}

const placeOf = (run: string, attempt: number): string => `${run}/${attempt}`;
