import { expect, test } from 'vitest';
import { withWorkers, workersOf } from '../server/devices.ts';
import type { Device } from '../shared/resources.ts';

const device = (name: Device['name'], gpu: string | null, available = true): Device => ({
  name,
  available,
  reason: available ? null : 'broken',
  version: null,
  threads: null,
  simd: null,
  gpu,
});
const FOUND = [
  device('tensorflow', null, false),
  device('webgpu', 'A'),
  device('webgpu:0', 'A'),
  device('webgpu:1', 'B'),
  device('webgpu:software', null),
  device('wasm', null),
];

test('"auto" is one worker with everything, a list is one worker each', () => {
  expect(workersOf('auto')).toEqual([['tensorflow', 'webgpu', 'wasm']]);
  expect(workersOf(['webgpu:0', 'webgpu:1'])).toEqual([['webgpu:0'], ['webgpu:1']]);
});

test('with "auto" a job gets whatever works, by name', () => {
  expect(withWorkers(FOUND, 'auto')).toEqual(FOUND);
});

test('with a list it gets what has a worker, and "webgpu" is one of them', () => {
  const devices = withWorkers(FOUND, ['webgpu:1']);
  expect(devices.filter(({ available }) => available).map(({ name, gpu }) => [name, gpu])).toEqual([
    ['webgpu', 'B'],
    ['webgpu:1', 'B'],
  ]);
  expect(devices.find(({ name }) => name === 'webgpu:0')!.reason).toBe(
    'this server has no worker for it: LEARND_DEVICES is webgpu:1',
  );
});
