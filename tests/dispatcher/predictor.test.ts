import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type PredictorOptions, startPredictor } from '../../server/dispatcher/predictor.ts';
import { PredictionFailed } from '../../shared/trainer.ts';
import { smallJob } from './service.ts';

const OK = 0;
const FAIL = 1;
const DIE = 2;
const HANG = 3;
const ANSWER_AND_DIE = 4;

function open(options: PredictorOptions = {}) {
  const predictor = startPredictor(
    { devices: ['wasm'], threads: 1, artifactsDir: '/nonexistent' },
    { trainer: fileURLToPath(new URL('./fake-predictor.ts', import.meta.url)), ...options },
  );
  onTestFinished(() => predictor.stop());
  const ask = async (order: number, mark = 0) => {
    const [[pid, marked] = []] = await predictor.predict({
      spec: smallJob(),
      normalize: null,
      artifact: `sha256:${'0'.repeat(64)}`,
      image: [1, 2, 1],
      classes: 10,
      images: [Uint8Array.of(order, mark)],
    });
    return { pid: pid!, mark: marked };
  };
  return { predictor, ask };
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('one process answers many requests, each its own, in order', async () => {
  const { ask } = open();
  const answers = await Promise.all([1, 2, 3].map((mark) => ask(OK, mark)));
  expect(answers.map(({ mark }) => mark)).toEqual([1, 2, 3]);
  const later = await ask(OK);
  expect(new Set([...answers, later].map(({ pid }) => pid)).size).toBe(1);
});

test('it is let go when nobody asks for a while, and another takes its place', async () => {
  const { ask } = open({ warmMs: 50 });
  const { pid } = await ask(OK);
  await vi.waitUntil(() => !isAlive(pid), { timeout: 5000 });
  expect((await ask(OK)).pid).not.toBe(pid);
});

test('what the trainer says of its failure is told, and the next request is answered', async () => {
  const { ask } = open();
  await expect(ask(FAIL)).rejects.toThrow(PredictionFailed);
  await expect(ask(FAIL)).rejects.toThrow('the weights do not fit');
  expect((await ask(OK, 5)).mark).toBe(5);
});

test('a crash fails the request that made it and no other', async () => {
  const { ask } = open();
  const [before, crash, after] = await Promise.allSettled([ask(OK), ask(DIE), ask(OK, 7)]);
  expect(before.status).toBe('fulfilled');
  expect(crash).toMatchObject({ reason: new PredictionFailed('the trainer process was ended by SIGKILL') });
  expect(after).toMatchObject({ value: { mark: 7 } });
});

test('a process that died while it was kept costs nobody a request', async () => {
  const { ask } = open();
  const { pid } = await ask(ANSWER_AND_DIE);
  const next = await ask(OK, 9);
  expect(next.mark).toBe(9);
  expect(next.pid).not.toBe(pid);
});

test('who gives no answer in time is ended', async () => {
  const { ask } = open({ limitMs: 1500 });
  const { pid } = await ask(OK);
  await expect(ask(HANG)).rejects.toThrow('more than 1.5 s');
  await vi.waitUntil(() => !isAlive(pid), { timeout: 5000 });
});

test('a program that cannot be started is told', async () => {
  const { ask } = open({ trainer: '/nonexistent.ts' });
  await expect(ask(OK)).rejects.toThrow('the trainer process ended with code 1');
});

test('too many at once are refused', async () => {
  const { ask } = open();
  const asked = await Promise.allSettled(Array.from({ length: 70 }, () => ask(OK)));
  const refused = asked.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(6);
  expect(refused[0]).toMatchObject({ reason: { message: expect.stringContaining('try again later') } });
});

test('stopped, it leaves no process and no request behind', async () => {
  const { predictor, ask } = open();
  const { pid } = await ask(OK);
  const waiting = [ask(HANG), ask(OK)];
  const settled = Promise.allSettled(waiting);
  await predictor.stop();
  for (const one of await settled) {
    expect(one).toMatchObject({ reason: new PredictionFailed('the server is going down') });
  }
  await vi.waitUntil(() => !isAlive(pid), { timeout: 1000 });
  await expect(ask(OK)).rejects.toThrow('going down');
});
