import { afterEach, describe, expect, it, vi } from 'vitest';
import { StreamClosed } from '../../client/errors.ts';
import { MAX_PAUSE_MS, pauseMs, sleep } from '../../client/pause.ts';
import { watch } from '../../client/watch.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** A server whose every connection breaks after it has lived so long. */
function broken(livedMs: number) {
  let attempts = 0;
  const events = watch({
    // biome-ignore lint/correctness/useYield: it breaks before it brings anything
    async *frames() {
      attempts++;
      throw new StreamClosed('ws://x', { code: 1006, reason: '' }, livedMs, new Error('ECONNREFUSED'));
    },
    read: () => Promise.reject(new Error('not asked')),
    lastSeq: () => Promise.reject(new Error('not asked')),
  });
  return { events, attempts: () => attempts };
}

describe('pauses', () => {
  it('double up to a cap', () => {
    const pauses = [0, 1, 2, 3, 10, 1000].map((failures) => pauseMs(failures, () => 1));
    expect(pauses).toEqual([100, 200, 400, 800, MAX_PAUSE_MS, MAX_PAUSE_MS]);
  });

  it('are spread over their upper half', () => {
    expect([0, 0.5, 1].map((random) => pauseMs(0, () => random))).toEqual([50, 75, 100]);
  });

  it('end at once when aborted', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('enough')), 10);
    await expect(sleep(60_000, stop.signal)).rejects.toThrow('enough');
    await expect(sleep(60_000, stop.signal)).rejects.toThrow('enough');
  });
});

describe('patience', () => {
  it('ends with the last cause when nobody is there any more', async () => {
    vi.useFakeTimers();
    const { events, attempts } = broken(0);
    const next = expect(events.next()).rejects.toMatchObject({
      message: expect.stringContaining('gave up after 30 attempts'),
      cause: expect.objectContaining({ code: 1006, message: expect.stringContaining('ECONNREFUSED') }),
    });
    await vi.advanceTimersByTimeAsync(31 * MAX_PAUSE_MS);
    await next;
    expect(attempts()).toBe(31);
  });

  it('starts afresh after a connection that lasted: a long queue is no failure', async () => {
    vi.useFakeTimers();
    const { events, attempts } = broken(60_000);
    events.next().catch(() => expect.unreachable());
    await vi.advanceTimersByTimeAsync(100 * 100);
    expect(attempts()).toBeGreaterThanOrEqual(100);
  });

  it('has no end while somebody takes the calls, however short: a job that waits says nothing for hours', async () => {
    vi.useFakeTimers();
    const { events, attempts } = broken(20);
    events.next().catch(() => expect.unreachable());
    await vi.advanceTimersByTimeAsync(100 * MAX_PAUSE_MS);
    // Patiently: nobody there would bear more of it.
    expect(attempts()).toBeGreaterThanOrEqual(100);
    expect(attempts()).toBeLessThan(220);
  });
});
