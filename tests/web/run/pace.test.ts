import { describe, expect, test } from 'vitest';
import { Pace } from '../../../web/run/pace.ts';

/** A browser whose frames come when the test says so. */
function scene() {
  let waiting: ((now: number) => void)[] = [];
  const later: { callback: () => void; ms: number }[] = [];
  let drawn = 0;
  const pace = new Pace(() => drawn++, {
    request: (callback) => waiting.push(callback),
    cancel: () => {
      waiting = [];
    },
    later: (callback, ms) => later.push({ callback, ms }),
  });
  return {
    pace,
    later,
    drawn: () => drawn,
    frame(now: number) {
      const due = waiting;
      waiting = [];
      for (const callback of due) callback(now);
    },
  };
}

describe('the pace of drawing', () => {
  test('is once a frame, however often it is asked', () => {
    const { pace, frame, drawn } = scene();
    for (let i = 0; i < 100; i++) pace.ask();
    expect(drawn()).toBe(0);
    frame(0);
    pace.ask();
    frame(16);
    frame(32);
    expect(drawn()).toBe(2);
    frame(48);
    expect(drawn()).toBe(2);
  });

  test('rests after a frame that took long, then draws what was asked for', () => {
    const { pace, frame, drawn, later } = scene();
    pace.ask();
    frame(0);
    pace.ask();
    frame(100);
    frame(116);
    expect(drawn()).toBe(1);
    expect(later[0]!.ms).toBe(200);
    later[0]!.callback();
    frame(320);
    expect(drawn()).toBe(2);
  });

  test('ends', () => {
    const { pace, frame, drawn } = scene();
    pace.ask();
    pace.stop();
    pace.ask();
    frame(0);
    expect(drawn()).toBe(0);
  });
});
