import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createClient } from '../../client/index.ts';
import type { RunEvent } from '../../shared/events.ts';
import { type Api, freshApi } from '../api/fixture.ts';
import { forAbout, times } from '../proof.ts';
import { runningJob } from '../store/fixture.ts';
import { brittle } from './brittle.ts';
import { type Cut, cuts, through } from './cuts.ts';
import { type Account, journalOf, readThrough } from './reader.ts';
import { type Act, acts, play } from './script.ts';

/** A failure prints its seed. It is not shrunk: chance and time are in play, and a smaller script is another story. */
const SETTINGS = { endOnFailure: true } as const;
const TIME = times(30_000, 5000);

/** When a reader comes, as a share of the script, and what befalls its connections. */
type Reader = { comes: number; cuts: Cut[] };
const readers = fc.array(fc.record({ comes: fc.double({ min: 0, max: 0.99, noNaN: true }), cuts }), {
  minLength: 1,
  maxLength: 5,
  size: 'max',
});

/** Plays a script on a new run; each reader begins at its moment, and hears it to the end. */
async function heard<T>(
  { store, url }: Api,
  script: readonly Act[],
  readers: readonly Reader[],
  read: (run: string, cuts: Cut[], isOver: (seq: number) => boolean) => Promise<T>,
): Promise<{ journal: RunEvent[]; accounts: T[] }> {
  const run = await runningJob(store);
  let last: number | undefined;
  const accounts: Promise<T>[] = [];
  await play(store, run, script, (act) => {
    for (const { comes, cuts } of readers) {
      if (Math.floor(comes * script.length) === act) accounts.push(read(run, cuts, (seq) => seq === last));
    }
  });
  last = (await store.journal.lastSeq(run))!;
  const journal = await journalOf(url, run);
  expect(journal.map(({ seq }) => seq)).toEqual(Array.from({ length: last }, (_, i) => i + 1));
  return { journal, accounts: await Promise.all(accounts) };
}

test('however often its connections break, a reader hears the journal: each event once, in order, and 1000', async () => {
  const api = await freshApi();
  const seen = { readers: 0, connections: 0, retries: 0 };
  await fc.assert(
    fc.asyncProperty(
      acts,
      readers,
      forAbout(TIME, async (script, readers) => {
        const read = (run: string, cuts: Cut[], isOver: (seq: number) => boolean): Promise<Account> =>
          readThrough(api.url, run, through(cuts), isOver);
        const { journal, accounts } = await heard(api, script, readers, read);
        expect(accounts).toHaveLength(readers.length);
        for (const { events, connections } of accounts) {
          expect(events).toEqual(journal);
          seen.connections += connections;
          seen.readers++;
        }
        seen.retries += script.filter((act) => act.do === 'retry').length;
      }),
    ),
    { ...SETTINGS, numRuns: 30 },
  );
  // The property was about something.
  expect(seen.connections).toBeGreaterThan(2 * seen.readers);
  expect(seen.retries).toBeGreaterThan(0);
}, 180_000);

test('the client hears the same, through gaps and breaks of its sockets', async () => {
  const api = await freshApi();
  let breaks = 0;
  await fc.assert(
    fc.asyncProperty(
      acts,
      readers,
      forAbout(TIME, async (script, readers) => {
        const read = async (
          run: string,
          cuts: Cut[],
          isOver: (seq: number) => boolean,
        ): Promise<RunEvent[]> => {
          const sockets = brittle(through(cuts));
          const client = createClient(api.url, { WebSocket: sockets.WebSocket });
          const events: RunEvent[] = [];
          // A watch ends with each end of the run; whoever wants to know whether it goes on watches again.
          while (!isOver(events.at(-1)?.seq ?? 0)) {
            for await (const event of client.watch(run, { after: events.at(-1)?.seq })) events.push(event);
          }
          breaks += sockets.opened() - 1;
          return events;
        };
        const { journal, accounts } = await heard(api, script, readers, read);
        expect(accounts).toHaveLength(readers.length);
        for (const events of accounts) expect(events).toEqual(journal);
      }),
    ),
    { ...SETTINGS, numRuns: 10 },
  );
  expect(breaks).toBeGreaterThan(5);
}, 180_000);
