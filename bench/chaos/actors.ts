import { setTimeout as pause } from 'node:timers/promises';
import type { Dice } from './dice.ts';
import { type Heard, listen } from './listener.ts';
import type { Place } from './place.ts';
import type { Promises } from './promises.ts';
import type { ChaosServer } from './server.ts';
import { SPECS } from './specs.ts';

export type Stage = {
  server: ChaosServer;
  place: Place;
  promises: Promises;
  dice: Dice;
  signal: AbortSignal;
};
export type Deeds = Record<string, number>;

/** So many jobs wait at most: the end of the chaos must not take for ever. */
const MAX_OPEN = 6;

/**
 * Does all of it at once until the signal.
 * @param silence ends the subscribers, who listen on until their run has ended
 * @returns how often each thing was done, and what the subscribers are hearing
 */
export async function playChaos(
  stage: Stage,
  silence: AbortSignal,
): Promise<{ deeds: Deeds; listeners: Promise<Heard>[] }> {
  const { server, place, promises, dice, signal } = stage;
  const deeds: Deeds = {};
  const did = (deed: string): void => {
    deeds[deed] = (deeds[deed] ?? 0) + 1;
  };
  const listeners: Promise<Heard>[] = [];
  const hearing = new Set<string>();
  const someJob = () => dice.of(promises.jobs.filter(({ deletion }) => deletion === 'no').slice(-MAX_OPEN));

  const often = async (from: number, to: number, act: () => Promise<unknown>): Promise<void> => {
    for (;;) {
      await pause(dice.between(from, to), undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      await act();
    }
  };

  await Promise.all([
    often(100, 2500, async () => {
      if ((await openJobs(server.url)) >= MAX_OPEN) return;
      await promises.submit(dice.of(Object.keys(SPECS))!, signal);
      did('jobs submitted');
    }),
    often(300, 4000, async () => {
      if (server.killTrainer()) did('trainers killed');
    }),
    often(8000, 20_000, async () => {
      if (server.hangTrainer()) did('trainers hung');
    }),
    often(4000, 12_000, async () => {
      if (dice.between(0, 1) < 0.75) {
        await server.kill();
        did('servers killed');
      } else {
        await server.stop();
        await server.start();
        did('servers restarted in order');
      }
    }),
    often(300, 3000, async () => {
      const job = someJob();
      const name = dice.of(['pause', 'resume', 'resume', 'cancel', 'retry', 'retry'] as const)!;
      if (job && (await promises.request(job, name)) === 202) did(`${name}s`);
    }),
    often(5000, 15_000, async () => {
      const job = someJob();
      if (!job) return;
      await promises.remove(job);
      if (job.deletion === 'done') did('runs deleted');
    }),
    often(100, 600, async () => {
      const job = someJob();
      if (!job || hearing.has(job.id)) return;
      hearing.add(job.id);
      listeners.push(listen(server.url, job.id, dice, silence));
      did('subscribers');
    }),
    often(20_000, 40_000, async () => {
      const release = await place.fill();
      if (!release) return;
      await pause(3000);
      await release();
      did('disks filled');
    }),
  ]);
  return { deeds, listeners };
}

/** Jobs that have not ended. Many when nobody answers: then it is no time for another. */
async function openJobs(url: string): Promise<number> {
  const lists = await Promise.all(
    ['queued', 'running', 'paused', 'pausing'].map((state) =>
      fetch(`${url}/jobs?state=${state}&limit=${MAX_OPEN}`).then(
        async (answer) =>
          answer.ok ? ((await answer.json()) as { items: unknown[] }).items.length : MAX_OPEN,
        () => MAX_OPEN,
      ),
    ),
  );
  return lists.reduce((sum, count) => sum + count, 0);
}
