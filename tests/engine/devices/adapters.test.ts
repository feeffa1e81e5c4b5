import { expect, test } from 'vitest';
import { chooseAdapter, listAdapters } from '../../../server/engine/devices/adapters.ts';
import type { Dawn } from '../../../server/engine/devices/dawn.ts';

/** As Dawn 0.6.2 answers whoever asks for an adapter that is not there. */
const dawnWith = (...names: string[]): Dawn => ({
  version: '0.6.2',
  open: (adapter) => ({
    requestAdapter: async () => {
      if (names.length === 0) return null;
      const lines = names.map((name) => `\n * backend: 'vulkan', name: '${name}'`);
      throw new Error(
        `no adapter with backend 'vulkan' and name '${adapter}' found\nAvailable adapters:${lines.join('')}`,
      );
    },
  }),
});
const chosen = async (device: Parameters<typeof chooseAdapter>[0], ...names: string[]) =>
  chooseAdapter(device, await listAdapters(dawnWith(...names)));
const nameOf = async (...given: Parameters<typeof chosen>) => (await chosen(...given)).name;

const LAVAPIPE = 'llvmpipe (LLVM 15.0.6, 256 bits)';
const SWIFTSHADER = 'SwiftShader Device (Subzero)';

test('a GPU has the number of its place among GPUs', async () => {
  const names = [LAVAPIPE, 'NVIDIA H100', "Intel(R) Arc(tm) 'A770'", SWIFTSHADER];
  expect(await nameOf('webgpu', ...names)).toBe('NVIDIA H100');
  expect(await nameOf('webgpu:0', ...names)).toBe('NVIDIA H100');
  expect(await nameOf('webgpu:1', ...names)).toBe("Intel(R) Arc(tm) 'A770'");
  expect(await nameOf('webgpu:software', ...names)).toBe(LAVAPIPE);
});

test('of cards with one name each has its place among them', async () => {
  const names = ['Arc', 'NVIDIA H100', LAVAPIPE, 'NVIDIA H100'];
  expect(await chosen('webgpu:0', ...names)).toEqual({ name: 'Arc', nth: 0, count: 1 });
  expect(await chosen('webgpu:1', ...names)).toEqual({ name: 'NVIDIA H100', nth: 0, count: 2 });
  expect(await chosen('webgpu:2', ...names)).toEqual({ name: 'NVIDIA H100', nth: 1, count: 2 });
});

test.each([
  ['webgpu', [], 'no GPU is seen; '],
  ['webgpu:software', [], 'there is no software adapter; '],
  ['webgpu:software', ['NVIDIA H100'], 'there is no software adapter; '],
  ['webgpu', [LAVAPIPE], `only a software adapter is seen (${LAVAPIPE})`],
  ['webgpu:1', ['NVIDIA H100'], 'there is no adapter 1; webgpu:0 is NVIDIA H100'],
] as const)('%s of %j: %s', async (device, names, sentence) => {
  await expect(chosen(device, ...names)).rejects.toThrow(sentence);
});

test('what Dawn says else is told as it is', async () => {
  const broken: Dawn = {
    version: '',
    open: () => ({ requestAdapter: () => Promise.reject(new Error('broken')) }),
  };
  await expect(listAdapters(broken)).rejects.toThrow('broken');
});
