import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Store } from '../../server/store/index.ts';
import type { RunEvent } from '../../shared/events.ts';
import { hasEnded } from '../../shared/lifecycle.ts';
import { freshApi } from '../api/fixture.ts';
import { forAbout, times } from '../proof.ts';
import { batches, spec } from '../store/fixture.ts';
import { type Cut, cut, through } from './cuts.ts';

type Change = Extract<RunEvent, { type: 'state' }>;

/** What a worker and impatient people do; each act takes one of the jobs there are, if it can be done to it. */
const act = fc.record({
  do: fc.constantFrom('create', 'create', 'claim', 'cancel', 'fail', 'succeed', 'retry', 'batch', 'rest'),
  job: fc.nat(),
});
const script = fc.array(act, { minLength: 20, maxLength: 80, size: 'max' });
const readers = fc.array(fc.record({ comes: fc.double({ min: 0, max: 0.99, noNaN: true }), cut }), {
  minLength: 3,
  maxLength: 12,
  size: 'max',
});

test('from whenever to whenever: one state of every unfinished job, then each change of it in order', async () => {
  const { store, stream } = await freshApi();
  const ids: string[] = [];
  let [told, runs] = [0, 0];
  await fc.assert(
    fc.asyncProperty(
      script,
      readers,
      forAbout(times(30_000, 5000), async (script, readers) => {
        const cutOff: Change[][] = [];
        const lasting: Change[][] = [];
        for (const [i, { do: what, job }] of script.entries()) {
          for (const { comes, cut } of readers) {
            if (Math.floor(comes * script.length) !== i) continue;
            cutOff.push(listen(stream('/stream'), cut));
            lasting.push(listen(stream('/stream')));
          }
          if (what === 'create') ids.push((await store.jobs.create(spec())).id);
          else if (ids.length > 0) await doTo(store, what, ids[job % ids.length]!);
        }
        const last = await store.jobs.create(spec());
        ids.push(last.id);
        const changes = await changesOf(store, ids);
        for (const heard of lasting) {
          await vi.waitFor(() => expect(heard.at(-1)?.run).toBe(last.id), { timeout: 5000 });
        }
        for (const heard of cutOff) isContiguous(heard, changes);
        for (const heard of lasting) {
          const reached = isContiguous(heard, changes);
          for (const [run, all] of changes) {
            const { seq, to } = all.at(-1)!;
            if (reached.has(run) || !hasEnded(to)) expect([run, reached.get(run)]).toEqual([run, seq]);
          }
          told += heard.length;
          runs++;
        }
        // Nothing happens any more: exactly the unfinished ones, in the order in which they were made.
        const now = listen(stream('/stream'));
        const unfinished = [...changes].map(([, all]) => all.at(-1)!).filter(({ to }) => !hasEnded(to));
        await vi.waitFor(() => expect(now.length).toBeGreaterThanOrEqual(unfinished.length), {
          timeout: 5000,
        });
        expect(now).toEqual(unfinished.sort((a, b) => (a.run < b.run ? -1 : 1)));
      }),
    ),
    { endOnFailure: true, numRuns: 15 },
  );
  // The property was about something, however many stories there was time for.
  expect(told).toBeGreaterThan(10 * runs);
}, 180_000);

/** What was heard of each job is a part of its changes without a hole. @returns the last seq heard of each */
function isContiguous(heard: readonly Change[], changes: Map<string, Change[]>): Map<string, number> {
  const reached = new Map<string, number>();
  for (const run of new Set(heard.map(({ run }) => run))) {
    const own = heard.filter((change) => change.run === run);
    const all = changes.get(run)!;
    const from = all.findIndex(({ seq }) => seq === own[0]!.seq);
    expect(own).toEqual(all.slice(from, from + own.length));
    reached.set(run, own.at(-1)!.seq);
  }
  return reached;
}

function listen(url: string, cut?: Cut): Change[] {
  const heard: Change[] = [];
  const socket = new WebSocket(url);
  socket.on('error', () => {});
  socket.on('message', (data) => heard.push(JSON.parse(String(data))));
  if (cut) through([cut])(socket, 0);
  onTestFinished(() => socket.terminate());
  return heard;
}

async function doTo(store: Store, what: string, id: string): Promise<void> {
  const attempt = (await store.jobs.get(id))!.attempt;
  if (what === 'claim') await store.jobs.claim('tester', ['wasm']);
  else if (what === 'cancel') await store.jobs.change(id, { from: ['queued'], to: 'cancelled' });
  else if (what === 'fail')
    await store.jobs.change(id, { from: ['running'], to: 'failed', attempt, error: 'x' });
  else if (what === 'succeed') await store.jobs.change(id, { from: ['running'], to: 'succeeded', attempt });
  else if (what === 'retry') await store.jobs.change(id, { from: ['failed', 'cancelled'], to: 'queued' });
  else if (what === 'batch') await store.journal.append(id, attempt, [batches(0, [1])]).catch(() => {});
  else await sleep(3);
}

async function changesOf(store: Store, ids: readonly string[]): Promise<Map<string, Change[]>> {
  const changes = new Map<string, Change[]>();
  for (const id of ids) {
    const events = await store.journal.read(id, 0, 10_000);
    changes.set(
      id,
      events.filter((event) => event.type === 'state'),
    );
  }
  return changes;
}
