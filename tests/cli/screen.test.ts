import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { screenOn } from '../../cli/screen.ts';
import { type Training, unstarted } from '../../cli/training.ts';

const training = (train: number): Training => ({
  ...unstarted(1),
  steps: { train: 10, valid: 0 },
  done: { train, valid: 0 },
});

function streamOf(isTTY: boolean) {
  const stream = new PassThrough();
  let written = '';
  stream.on('data', (chunk) => {
    written += chunk;
  });
  const terminal = Object.assign(stream, { isTTY, columns: 100 }) as unknown as NodeJS.WriteStream;
  return { screen: screenOn(terminal), written: () => written };
}

// Up to the end of the screen, then the line.
const CLEARED = new RegExp(`${String.fromCharCode(27)}\\[0Jafter\\n$`);

afterEach(() => {
  vi.useRealTimers();
});

describe('a pipe', () => {
  it('gets a plain line of progress every few seconds', () => {
    vi.useFakeTimers();
    const { screen, written } = streamOf(false);
    for (const train of [1, 2, 3, 4, 5]) {
      screen.progress(training(train));
      vi.advanceTimersByTime(1000);
    }
    screen.line('done');
    screen.rest();
    expect(written().split('\n')).toEqual([
      ' 10 %  epoch 0  loss -  accuracy -',
      ' 40 %  epoch 0  loss -  accuracy -',
      'done',
      '',
    ]);
  });
});

describe('a terminal', () => {
  it('gets a bar, and lines above it that stay', () => {
    const { screen, written } = streamOf(true);
    screen.line('before');
    screen.progress(training(5));
    screen.line('between');
    expect(written()).toMatch(/^before\n/);
    expect(written().split('between\n')[1]).toContain('█████████████░░░░░░░░░░░░░ 50 %  epoch 0  loss');
    screen.rest();
    screen.line('after');
    // What follows the last bar clears it: it is not left standing among the lines.
    expect(written().split('accuracy -').at(-1)).toMatch(CLEARED);
  });

  it('gets a line a layer under the bar, as many as there is room for, gone when it rests', () => {
    const { screen, written } = streamOf(true);
    const layers = Array.from({ length: 30 }, (_, i) => ({
      name: `${i}.2`,
      mean: 0,
      std: 1,
      dead: 0,
      hist: [8, 1],
    }));
    screen.progress({ ...training(5), layers });
    // A line has all of it drawn at once.
    screen.line('between');
    const [, drawn] = written().split(`${String.fromCharCode(27)}[Jbetween\n`);
    const names = stripVTControlCharacters(drawn!).matchAll(/(\d+\.2) +0\.000 +1\.000 +0\.0 % {2}█▃/g);
    // 24 rows less those that lines keep, less the titles.
    expect(Array.from(names, ([, name]) => name)).toEqual(Array.from({ length: 15 }, (_, i) => `${i}.2`));
    screen.rest();
    screen.line('after');
    expect(written()).toMatch(CLEARED);
  });

  it('gets no bar before the length of the training is known', () => {
    const { screen, written } = streamOf(true);
    screen.progress(unstarted(1));
    screen.rest();
    expect(written()).toBe('');
  });
});
