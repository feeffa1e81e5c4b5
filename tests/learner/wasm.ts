import { afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { openDevice, tf } from '../../server/engine/index.ts';

/** Every Learner test runs on the device that users get, and leaves as many tensors as it found. */
export function onWasm(threads = 2): void {
  let before: number;
  beforeAll(async () => {
    await openDevice(['wasm'], threads);
  });
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors - before, 'tensors left behind').toBe(0);
  });
}
