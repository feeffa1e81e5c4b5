import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { conv2d, deviceFailure, openDevice, tf } from '../../../server/engine/index.ts';
import { Simd, simd, startSimd } from '../../../server/engine/kernels/simd.ts';

const made = vi.hoisted(() => ({ asked: 0, most: Number.POSITIVE_INFINITY }));

vi.mock('node:worker_threads', async (original) => {
  const actual = await original<typeof import('node:worker_threads')>();
  class Worker extends actual.Worker {
    constructor(...args: ConstructorParameters<typeof actual.Worker>) {
      if (made.asked++ >= made.most) throw new Error('no more threads');
      super(...args);
    }
  }
  return { ...actual, Worker };
});

type Heap = { _malloc(bytes: number): number; _free(place: number): void };
const heap = (): Heap => (tf.backend() as unknown as { wasm: Heap }).wasm;

const convolve = (): void =>
  void tf.tidy(
    () => void conv2d(tf.ones([4, 8, 8, 4]), tf.ones([3, 3, 4, 8]), null, { stride: 1, padding: 1 }),
  );

describe('the wasm device', () => {
  beforeEach(() => {
    made.asked = 0;
    made.most = Number.POSITIVE_INFINITY;
  });
  afterEach(() => vi.restoreAllMocks());

  test('has as many threads as asked for, and says so', async () => {
    const { threads, kernels } = await openDevice(['wasm'], 3);
    expect([threads, simd()!.threads, made.asked]).toEqual([3, 3, 2]);
    expect(kernels).toMatch(/^kernels in (relaxed )?SIMD$/);
  });

  test('does with one thread where others cannot be started, and says why', async () => {
    made.most = 2;
    // More than 64 are never asked for.
    const { threads, kernels, version } = await openDevice(['wasm'], 1024);
    expect(kernels).toMatch(/SIMD, on one thread: 63 threads could not be started \(no more threads\)$/);
    expect(version).toContain(kernels);
    expect([threads, simd()!.threads]).toEqual([1, 1]);
    convolve();
  });

  test('has no kernels rather than those that were ended', async () => {
    await openDevice(['wasm'], 2);
    made.most = 0;
    await expect(startSimd(2)).rejects.toThrow('1 threads could not be started');
    expect(simd()).toBeNull();
    convolve();
    expect(deviceFailure()).toBeUndefined();
  });

  test('gives back all that its kernels had of the memory when it is opened again', async () => {
    await openDevice(['wasm'], 2);
    convolve();
    const held = new Set<number>();
    const [malloc, free] = [heap()._malloc, heap()._free];
    vi.spyOn(heap(), '_malloc').mockImplementation((bytes) => {
      const place = malloc(bytes);
      held.add(place);
      return place;
    });
    vi.spyOn(heap(), '_free').mockImplementation((place) => {
      held.delete(place);
      free(place);
    });
    const counts: number[] = [];
    for (let i = 0; i < 3; i++) {
      await openDevice(['wasm'], 2);
      convolve();
      counts.push(held.size);
    }
    // Control block and scratch of the kernels at work.
    expect(counts).toEqual([2, 2, 2]);
  });

  test('is not available when its kernels compute nothing, though tfjs does', async () => {
    vi.spyOn(Simd.prototype, 'run').mockImplementation(() => {});
    await expect(openDevice(['wasm'], 1)).rejects.toThrow('wasm: our kernels compute wrong results');
  });
});
