import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { createClient } from '../../client/index.ts';
import type { RunEvent } from '../../shared/events.ts';
import { freshApi, wireOf } from '../api/fixture.ts';
import { forAbout, times } from '../proof.ts';
import { runningJob } from '../store/fixture.ts';
import { brittle } from './brittle.ts';
import type { Disturb } from './cuts.ts';
import { journalOf, readThrough } from './reader.ts';
import { log } from './script.ts';

/** What happens to readers that had caught up: they stop reading, 100 kB at a time come, and they read again. */
const storm = fc.record({
  /** Some hundreds of 100 kB fill what the system and the server keep for one connection. */
  frames: fc.integer({ min: 150, max: 200 }),
  small: fc.nat({ max: 5 }),
  /** Frames that come after the silence until the connection breaks; the gap frame is among them. */
  breaksAfter: fc.option(fc.nat({ max: 120 })),
});

test('whoever reads too slowly is told what it missed, and has the whole journal in the end', async () => {
  const { store, url } = await freshApi();
  let gaps = 0;
  await fc.assert(
    fc.asyncProperty(
      storm,
      forAbout(times(30_000, 5000), async ({ frames, small, breaksAfter }) => {
        const run = await runningJob(store);
        const deaf = new Set<WebSocket>();
        const disturb: Disturb = (socket, nth) => {
          if (nth > 0) return;
          let heard = 0;
          socket.on('message', () => {
            // The second event is the last there is: it has caught up, once the server has seen that too.
            if (++heard === 2) setTimeout(() => wireOf(socket).pause(), 20);
            if (heard === 2) setTimeout(() => deaf.add(socket), 30);
            if (breaksAfter !== null && heard > 2 + breaksAfter) socket.terminate();
          });
        };
        let isOver = false;
        const account = readThrough(url, run, disturb, () => isOver);
        const client = createClient(url, { WebSocket: brittle(disturb).WebSocket });
        const watched: RunEvent[] = [];
        const watching = (async () => {
          for await (const event of client.watch(run)) watched.push(event);
        })();
        await vi.waitFor(() => expect(deaf.size).toBe(2), { timeout: 5000 });
        for (let i = 0; i < frames; i++) await store.journal.append(run, 1, [log(100_000)]);
        for (const socket of deaf) wireOf(socket).resume();
        for (let i = 0; i < small; i++) await store.journal.append(run, 1, [log(i)]);
        isOver = true;
        await store.jobs.change(run, { from: ['running'], to: 'succeeded', attempt: 1 });
        const journal = await journalOf(url, run);
        const heard = await account;
        await watching;
        // Compared by seq first: a difference of a hundred kilobytes is no message.
        const seqs = journal.map(({ seq }) => seq);
        expect(heard.events.map(({ seq }) => seq)).toEqual(seqs);
        expect(watched.map(({ seq }) => seq)).toEqual(seqs);
        expect(JSON.stringify(heard.events) === JSON.stringify(journal)).toBe(true);
        expect(JSON.stringify(watched) === JSON.stringify(journal)).toBe(true);
        gaps += heard.gaps.length;
      }),
    ),
    { endOnFailure: true, numRuns: 6 },
  );
  // On a busy machine there is time for a few storms only.
  expect(gaps).toBeGreaterThan(0);
}, 180_000);
