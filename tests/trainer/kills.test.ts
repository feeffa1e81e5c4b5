import { describe, expect, test } from 'vitest';
import { startTrainer } from '../../server/dispatcher/trainer-process.ts';
import { Random } from '../../server/learner/index.ts';
import type { Assignment, FromTrainer } from '../../shared/trainer.ts';
import { times } from '../proof.ts';
import { jobOf, placesOf } from './jobs.ts';
import { Journal } from './journal.ts';

type Interruption = { kind: 'kill' | 'stop'; afterBatches: number; delayMs: number };

/** One trainer process, written down until it is gone. @returns its last words */
async function attempt(
  assignment: Assignment,
  journal: Journal,
  interruption: Interruption | null,
): Promise<{ last: FromTrainer['type'] | undefined; alive: number }> {
  const trainer = startTrainer();
  let last: FromTrainer['type'] | undefined;
  let alive = 0;
  let left = interruption?.afterBatches ?? Number.POSITIVE_INFINITY;
  let problem: unknown;
  const interrupt = (): void => {
    left = Number.POSITIVE_INFINITY;
    const act = () => (interruption!.kind === 'kill' ? trainer.kill() : trainer.send({ type: 'stop' }));
    setTimeout(act, interruption!.delayMs);
  };
  trainer.onMessage((message) => {
    last = message.type;
    if (message.type === 'failed') problem = new Error(message.message);
    if (message.type === 'alive') alive++;
    if (message.type !== 'entries' && message.type !== 'started') return;
    try {
      if (message.type === 'entries') journal.write(message.entries);
    } catch (error) {
      problem = error;
      trainer.kill();
    }
    const batches =
      message.type === 'entries' ? message.entries.filter(({ type }) => type === 'batches') : [];
    left -= batches.length;
    if (left <= 0) interrupt();
  });
  trainer.send({ type: 'train', assignment });
  await trainer.ended;
  if (problem) throw problem;
  return { last, alive };
}

const AUGMENT = [
  { kind: 'random-crop', per: 'image' },
  { kind: 'horizontal-flip' },
  { kind: 'random-erase' },
  { kind: 'random-copy' },
];
/** 20 training batches an epoch, 6 of validation. */
const dataset = { name: 'fashion-mnist-mini', trainLimit: 640, validLimit: 180 };

const JOBS = {
  'everything random, AdamW, one-cycle': {
    threads: 2,
    spec: jobOf({
      dataset,
      batchSize: 32,
      epochs: 3,
      augment: AUGMENT,
      optimizer: { kind: 'adamw', lr: 0.01 },
      schedule: { kind: 'one-cycle' },
      hooks: { every: 2, bins: 8 },
      checkpoint: { everyBatches: 3 },
    }),
  },
  'gradients left over, LSUV, early stopping, no batch norm': {
    threads: 1,
    spec: jobOf({
      dataset,
      batchSize: 32,
      epochs: 9,
      model: {
        kind: 'cnn',
        filters: [8, 16, 16, 16],
        activation: { kind: 'general-relu', leak: 0.1, sub: 0.4 },
      },
      init: { kind: 'lsuv', from: { kind: 'kaiming' } },
      learner: { kind: 'momentum' },
      optimizer: { kind: 'sgd', lr: 0.02 },
      augment: AUGMENT.slice(0, 2),
      callbacks: [{ kind: 'early-stopping', patience: 2, minDelta: 9 }],
      checkpoint: { everyBatches: 7, everyEpochs: null },
    }),
  },
};

describe.concurrent('a run whose trainer is killed and stopped again and again', () => {
  test.for(Object.entries(JOBS))(
    'tells the story of one that never was: %s',
    { timeout: 480_000 },
    async ([, { spec, threads }], { onTestFinished }) => {
      const places = { ...placesOf(onTestFinished), threads, aliveMs: 40 };
      const twin = new Journal();
      const whole = await attempt({ ...places, spec, attempt: 1, checkpoints: [] }, twin, null);
      expect(whole.last).toBe('finished');
      // More often than what is said of batches, every 100 ms.
      expect(whole.alive).toBeGreaterThan(2);
      expect(twin.train.size).toBe(60);

      const seed = Number(process.env.KILLS_SEED ?? Date.now() % 2 ** 31);
      const random = new Random(seed);
      const draw = (below: number): number => Math.floor(random.uniform(1, 0, below)[0]!);
      const tried: string[] = [];
      let left = times(10, 4);
      try {
        while (left > 0) {
          const journal = new Journal();
          for (let number = 1, last: unknown; last !== 'finished'; number++) {
            const kind = draw(10) < 7 ? 'kill' : 'stop';
            const interruption = { kind, afterBatches: draw(5), delayMs: draw(120) } as const;
            tried.push(`${kind} after ${interruption.afterBatches} and ${interruption.delayMs} ms`);
            const { checkpoints } = journal;
            const assignment = { ...places, spec, attempt: number, checkpoints };
            ({ last } = await attempt(assignment, journal, left-- > 0 ? interruption : null));
            expect(journal.warnings).toEqual([]);
            // Fewer where one was killed before it could say so; never twice in one attempt.
            const attempts = journal.rewinds.map((reason) => Number(/^attempt (\d+) /.exec(reason)?.[1]));
            expect(attempts).toEqual([...new Set(attempts)].filter((one) => one > 1 && one <= number));
            if (last === 'finished' && number > 1) expect(attempts.at(-1)).toBe(number);
          }
          expect(journal.story()).toEqual(twin.story());
          expect(journal.checkpoints[0]!.step).toBe(60);
        }
      } catch (error) {
        const how = `KILLS_SEED=${seed}: ${tried.join(', ')}`;
        throw new Error(`${how}\n${(error as Error).message}`, { cause: error });
      }
    },
  );
});
