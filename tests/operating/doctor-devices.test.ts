import { expect, test } from 'vitest';
import { findingsOf } from '../../server/doctor/devices.ts';
import type { Device } from '../../shared/resources.ts';

const lacking = (name: Device['name'], reason: string): Device => ({
  name,
  available: false,
  reason,
  version: null,
  threads: null,
  simd: null,
  gpu: null,
});
const working = (name: Device['name'], facts: Partial<Device> = {}): Device => ({
  ...lacking(name, ''),
  available: true,
  reason: null,
  version: '1.0',
  ...facts,
});
const adapter = (name: string, software: boolean): NonNullable<Device['adapter']> => ({
  name,
  driver: 'D',
  software,
  limits: {
    maxBufferSize: 2 ** 30,
    maxStorageBufferBindingSize: 2 ** 30,
    maxComputeInvocationsPerWorkgroup: 256,
  },
});
const PROBED = [
  lacking('tensorflow', 'not installed'),
  working('webgpu', { gpu: 'H100', adapter: adapter('H100', false) }),
  working('webgpu:0', { gpu: 'H100', adapter: adapter('H100', false) }),
  lacking('webgpu:1', 'has the name of another'),
  working('webgpu:software', { adapter: adapter('SwiftShader', true) }),
  working('wasm', { threads: 2 }),
];

test('every device is told with what it is, and the one that "auto" takes', () => {
  expect(findingsOf(PROBED, 'auto').map(({ status, about, text }) => `${status} ${about}: ${text}`)).toEqual([
    'note tensorflow: does not work: not installed',
    'good webgpu: 1.0, GPU H100, tensors up to 1024 MiB: "auto" takes this one',
    'note webgpu:0: works (1.0, GPU H100, tensors up to 1024 MiB), for jobs that ask for it by name',
    'note webgpu:1: does not work: has the name of another',
    'note webgpu:software: works (1.0, no GPU: SwiftShader is software, tensors up to 1024 MiB), for jobs that ask for it by name',
    'good wasm: 1.0, 2 threads, no GPU',
  ]);
});

test('a worker that would never train is bad, and so is a server without any that would', () => {
  const findings = findingsOf(PROBED, ['webgpu:0', 'webgpu:1']);
  expect(findings.filter(({ status }) => status === 'bad').map(({ about }) => about)).toEqual(['webgpu:1']);
  expect(findings.find(({ about }) => about === 'wasm')!.text).toContain('LEARND_DEVICES leaves it out');
  expect(findingsOf([lacking('wasm', 'broken')], 'auto').map(({ status }) => status)).toEqual([
    'note',
    'bad',
  ]);
});
