import { existsSync } from 'node:fs';

const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';
const LOADERS = ['x86_64-linux-gnu/', 'aarch64-linux-gnu/', ''].flatMap((folder) => [
  `/usr/lib/${folder}libvulkan.so.1`,
  `/usr/lib64/${folder}libvulkan.so.1`,
]);
const LAVAPIPE = ['x86_64', 'aarch64'].map((arch) => `/usr/share/vulkan/icd.d/lvp_icd.${arch}.json`);

/** Where Vulkan finds a driver that computes on the CPU, as an environment; null: there is none. */
export function softwareVulkan(): Record<string, string> | null {
  const found = [SWIFTSHADER, ...LAVAPIPE].find((manifest) => existsSync(manifest));
  if (found === undefined || !LOADERS.some((loader) => existsSync(loader))) {
    const lack = found === undefined ? 'software adapter (Debian: chromium)' : 'Vulkan (Debian: libvulkan1)';
    console.warn(`no ${lack} for webgpu: tests on it are left out`);
    return null;
  }
  // The second name is that of loaders before 1.3.207.
  return { VK_DRIVER_FILES: found, VK_ICD_FILENAMES: found };
}
