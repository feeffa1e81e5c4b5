import { expect, test } from 'vitest';
import { OutOfMemory } from '../../server/engine/index.ts';
import { explainFailure } from '../../server/trainer/failure.ts';

test('a failure of wasm is told with what to do, also from inside a callback; others as they are', () => {
  const trap = new WebAssembly.RuntimeError('table index is out of bounds');
  for (const error of [trap, new Error('Metrics.afterLoss: table index is out of bounds', { cause: trap })]) {
    expect(explainFailure(error)).toMatch(/table index is out of bounds.*smaller batchSize/);
  }
  expect(explainFailure(new Error('no such layer'))).toBe('no such layer');
  expect(explainFailure('text')).toBe('text');
});

test('that the memory of wasm is used up is told as it is, also from inside a callback', () => {
  const full = new OutOfMemory(2 ** 20);
  for (const error of [full, new Error('Metrics.afterLoss: the memory', { cause: full })]) {
    expect(explainFailure(error)).toMatch(
      /^the memory of the wasm device is used up: .* 1 MB .*smaller batchSize/,
    );
  }
});
