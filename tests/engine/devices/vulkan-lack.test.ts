import { expect, test } from 'vitest';
import { lackOfGpu, type Machine } from '../../../server/engine/devices/vulkan-lack.ts';

const NVIDIA = { '/usr/share/vulkan/icd.d': ['nvidia_icd.json'] };
const machine = (changes: Partial<Machine> & { folders?: Record<string, string[]> } = {}): Machine => ({
  platform: 'linux',
  canLoad: () => true,
  list: (folder) => changes.folders?.[folder] ?? [],
  exists: () => false,
  canOpen: () => true,
  ...changes,
});

test.each<[Parameters<typeof machine>[0], string]>([
  [{ platform: 'darwin' }, 'install the driver'],
  [{ canLoad: () => false }, 'apt-get install libvulkan1'],
  [
    { exists: () => true, canLoad: (library) => !library.includes('X11') },
    'apt-get install libx11-6 libxext6',
  ],
  [{ exists: (path) => path === '/dev/nvidiactl' }, "the NVIDIA driver's Vulkan part is missing"],
  [{ exists: () => true, folders: NVIDIA }, 'nvidia-smi tells whether it works'],
  [{ folders: NVIDIA }, 'no card is seen'],
  [{ folders: { '/dev/dri': ['card0'] } }, 'no card is seen'],
  [{ folders: { '/dev/dri': ['card0', 'renderD128'] } }, 'apt-get install mesa-vulkan-drivers'],
  [{ folders: { '/dev/dri': ['renderD128'] }, canOpen: () => false }, 'into the group render'],
])('on %o: %s', (changes, remedy) => {
  expect(lackOfGpu(machine(changes))).toContain(remedy);
});

test('this machine gets one of these sentences too', () => {
  expect(lackOfGpu().length).toBeGreaterThan(20);
});
