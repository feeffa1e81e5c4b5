import { existsSync } from 'node:fs';

const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';
const LAVAPIPE = ['x86_64', 'aarch64'].map((arch) => `/usr/share/vulkan/icd.d/lvp_icd.${arch}.json`);

/** Where Vulkan finds a driver that computes on the CPU, as an environment; null: there is none. */
export function softwareVulkan(): Record<string, string> | null {
  const found = [SWIFTSHADER, ...LAVAPIPE].find((manifest) => existsSync(manifest));
  if (found === undefined) {
    console.warn('no software adapter for webgpu (Debian: chromium-common): tests on it are left out');
    return null;
  }
  // The second name is that of loaders before 1.3.207.
  return { VK_DRIVER_FILES: found, VK_ICD_FILENAMES: found };
}
