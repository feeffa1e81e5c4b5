import { expect, test } from 'vitest';
import {
  type AskedDevice,
  type DeviceName,
  devicesFor,
  isDeviceName,
  takenBy,
} from '../../shared/spec/device.ts';

test.each<[AskedDevice, DeviceName[], DeviceName[]]>([
  ['auto', ['tensorflow', 'webgpu', 'wasm'], ['tensorflow', 'webgpu', 'wasm']],
  ['auto', ['webgpu:1'], ['webgpu:1']],
  ['wasm', ['webgpu', 'wasm'], ['wasm']],
  ['wasm', ['webgpu'], []],
  ['webgpu', ['webgpu:0'], ['webgpu:0']],
  ['webgpu', ['webgpu:1'], ['webgpu:1']],
  ['webgpu', ['webgpu:software'], []],
  ['webgpu:1', ['webgpu:1'], ['webgpu:1']],
  ['webgpu:1', ['webgpu:0'], []],
  ['webgpu:1', ['tensorflow', 'webgpu', 'wasm'], ['webgpu:1']],
  ['webgpu:software', ['webgpu'], ['webgpu:software']],
  ['webgpu:software', ['webgpu:0', 'wasm'], []],
])('a job for %s has, of a worker with %j, %j', (asked, has, got) => {
  expect(devicesFor(asked, has)).toEqual(got);
  expect(takenBy(has).includes(asked)).toBe(got.length > 0);
});

test('names are these and no others', () => {
  expect(
    ['wasm', 'tensorflow', 'webgpu', 'webgpu:0', 'webgpu:15', 'webgpu:software'].every(isDeviceName),
  ).toBe(true);
  expect(
    ['', 'auto', 'gpu', 'webgpu:', 'webgpu:16', 'webgpu:01', 'webgpu:-1', 'wasm:0', ' wasm'].some(
      isDeviceName,
    ),
  ).toBe(false);
});
