import type { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { DeviceFailure, deviceFailure } from '../../../server/engine/index.ts';
import { loadKernels } from '../../../server/engine/kernels/module.ts';
import { CONTROL_BYTES, Pool } from '../../../server/engine/kernels/pool.ts';

type Thread = { terminate(): Promise<number> };
const made = vi.hoisted(() => ({ threads: [] as Thread[], most: Number.POSITIVE_INFINITY }));

vi.mock('node:worker_threads', async (original) => {
  const actual = await original<typeof import('node:worker_threads')>();
  class Worker extends actual.Worker {
    constructor(...args: ConstructorParameters<typeof actual.Worker>) {
      if (made.threads.length === made.most) throw new Error('no more threads');
      super(...args);
      made.threads.push(this);
    }
  }
  return { ...actual, Worker };
});

const { module } = loadKernels();
const PAGES = 4;
const END = PAGES * 65_536;
const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES, shared: true });
/** Places that hold anything. */
const [A, B, C] = [8192, 16_384, 24_576];

/** This thread waits without an end where the pool does: nobody else could tell of it. */
let watchdog: Worker;
beforeAll(async () => {
  const threads = await vi.importActual<typeof import('node:worker_threads')>('node:worker_threads');
  watchdog = new threads.Worker('setTimeout(() => process.kill(process.pid, "SIGKILL"), 60_000)', {
    eval: true,
  });
});
afterAll(() => watchdog.terminate());

describe('a pool of threads', () => {
  let pool: Pool;
  const start = async (threads: number): Promise<void> => {
    pool = new Pool(module, memory, CONTROL_BYTES, threads);
    await pool.ready;
  };
  afterEach(async () => {
    await pool.end();
    made.threads.length = 0;
    made.most = Number.POSITIVE_INFINITY;
  });
  const crossEntropy = (labels: number) => () => pool.run('crossEntropy', A, labels, B, C, C + 64, 2, 4);
  const add = (n: number) => () => pool.run('addVectors', A, B, C, n);

  test.each([
    ['this one, while another waits at a barrier', 2 ** 32 - 4, 'memory access out of bounds'],
    ['another, while this one waits at a barrier', END - 4, 'a thread of it broke off'],
    ['all', END + 4, 'memory access out of bounds'],
  ])('that cannot go on throws, and so does every op afterwards: %s', async (_, labels, told) => {
    await start(2);
    add(64)();
    const sentence = `the wasm device broke in crossEntropy (${told}); `;
    expect(crossEntropy(labels)).toThrow(sentence);
    expect(deviceFailure()?.message).toContain('the wasm device broke');
    expect(add(64)).toThrow(sentence);
    expect(() => pool.runAlone('addVectors', A, B, C, 64)).toThrow(DeviceFailure);
  });

  test('does not wait at the end of an op for a thread that broke off', async () => {
    await start(3);
    // The last of three parts begins beyond the end.
    expect(() => pool.run('addVectors', A, END / 2, END / 2, END / 8 + 64)).toThrow('broke in addVectors');
  });

  test('whose thread is gone between two ops says so', async () => {
    await start(2);
    add(64)();
    await made.threads[0]!.terminate();
    expect(add(64)).toThrow('the wasm device broke in addVectors (a thread of it has ended)');
  });

  test('that cannot be started is told of, and runs nothing', async () => {
    made.most = 1;
    await expect(start(4)).rejects.toThrow('3 threads could not be started (no more threads)');
    expect(add(64)).toThrow('a thread of it has ended');
  });

  test('that was ended runs nothing', async () => {
    await start(2);
    await pool.end();
    expect(add(64)).toThrow('addVectors cannot be run: its threads were ended');
  });
});
