import { beforeAll, expect, test } from 'vitest';
import { generalRelu, OutOfMemory, openDevice, type Tensor, tf } from '../../../server/engine/index.ts';
import { simd } from '../../../server/engine/kernels/simd.ts';

const MB = 2 ** 20;

beforeAll(() => openDevice(['wasm'], 2));

test('what finds no room throws before it writes anything, ours and tfjs’s own, and all goes on when there is some', () => {
  const kernels = simd()!;
  const old = tf.fill([1000], 7);
  const x = tf.fill([MB], 3);
  kernels.scratch(MB);
  const filling: Tensor[] = [];
  // To the last few kilobytes.
  for (const size of [256 * MB, 16 * MB, MB, 64 * 1024, 1024]) {
    expect(() => {
      for (let i = 0; i < 5000; i++) filling.push(kernels.output([size]));
    }).toThrow(OutOfMemory);
  }
  const sentence =
    /^the memory of the wasm device is used up: .* another 4 MB did not fit; try a smaller batchSize/;
  expect(() => generalRelu(x, { leak: 0, sub: 0, max: null })).toThrow(sentence);
  expect(() => tf.square(x)).toThrow(sentence);
  expect(() => tf.tensor1d(new Float32Array(MB))).toThrow(sentence);
  expect(kernels.hold(4 * MB)).toBeNull();
  expect(() => kernels.scratch(16 * MB)).toThrow(OutOfMemory);
  // The old room is free again, and is not taken for what it was.
  const own = kernels.output([MB / 8]);
  const place = kernels.scratch(1024);
  expect(place >= kernels.at(own) + MB / 2 || place + 1024 <= kernels.at(own)).toBe(true);
  expect(new Set(old.dataSync())).toEqual(new Set([7]));

  tf.dispose(filling);
  expect(generalRelu(x, { leak: 0, sub: 0, max: null }).dataSync()[MB - 1]).toBe(3);
});

test('more than can be addressed is not taken for what is left of it', () => {
  expect(() => simd()!.output([2 ** 30 + 1])).toThrow('another 4097 MB did not fit');
});
