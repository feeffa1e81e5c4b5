import { expect, test } from 'vitest';
import { nameOfGpu } from '../../../server/engine/devices/tensorflow.ts';

test.each([
  ['NVIDIA H100 80GB HBM3\n', 'NVIDIA H100 80GB HBM3 (CUDA)'],
  ['Tesla T4\nTesla T4\n', 'Tesla T4 (CUDA)'],
  ['Tesla T4\nTesla V100-SXM2-16GB\n', 'Tesla T4 or Tesla V100-SXM2-16GB (CUDA)'],
  ['\n', 'CUDA'],
])('the driver says %j: %s', (said, name) => expect(nameOfGpu(() => said)).toBe(name));

test('without the driver\u2019s tool the GPU has no name', () => {
  expect(
    nameOfGpu(() => {
      throw new Error('spawnSync nvidia-smi ENOENT');
    }),
  ).toBe('CUDA');
});
