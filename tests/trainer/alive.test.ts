import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepAlive } from '../../server/trainer/alive.ts';
import type { FromTrainer } from '../../shared/trainer.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('says alive when nothing else was said for so long, and nothing after its end', () => {
  const said: FromTrainer['type'][] = [];
  const voice = keepAlive(({ type }) => said.push(type), 100);
  vi.advanceTimersByTime(90);
  voice.say({ type: 'entries', entries: [] });
  vi.advanceTimersByTime(90);
  expect(said).toEqual(['entries']);
  vi.advanceTimersByTime(220);
  expect(said).toEqual(['entries', 'alive', 'alive', 'alive']);
  voice.end();
  vi.advanceTimersByTime(1000);
  expect(said).toHaveLength(4);
});
