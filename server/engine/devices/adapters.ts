import type { Dawn } from './dawn.ts';
import type { WebgpuName } from './device.ts';
import { lackOfGpu } from './vulkan-lack.ts';

/** Adapters by name, in the order of the driver. */
export type Adapters = { hardware: string[]; software: string[] };

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|basic render/i;
/** No adapter has this in its name: Dawn lists them only to whoever asks for one that is not there. */
const NOBODY = '\u0001';

/** All adapters that Dawn sees. WebGPU itself would only give the one that it thinks best. */
export async function listAdapters(dawn: Dawn): Promise<Adapters> {
  const names = await dawn
    .open(NOBODY)
    .requestAdapter()
    .then(() => [], namesIn);
  return {
    hardware: names.filter((name) => !SOFTWARE.test(name)),
    software: names.filter((name) => SOFTWARE.test(name)),
  };
}

/** ` * backend: 'vulkan', name: 'NVIDIA H100'`, a line each. @throws what was said when it is no such list */
function namesIn(error: unknown): string[] {
  const text = error instanceof Error ? error.message : String(error);
  if (!text.includes('Available adapters')) throw error;
  return Array.from(text.matchAll(/^ \* backend: '[^']*', name: '(.*)'$/gm), ([, name]) => name!);
}

/** The name that Dawn knows an adapter by, and the how manieth it is of those that have this name. */
export type Choice = { name: string; nth: number; count: number };

/** The adapter of a device. @throws a sentence when there is none */
export function chooseAdapter(device: WebgpuName, { hardware, software }: Adapters): Choice {
  if (device === 'webgpu:software') {
    const [first] = software;
    if (first === undefined) throw new Error(`there is no software adapter; ${SOFTWARE_REMEDY}`);
    return { name: first, nth: 0, count: 1 };
  }
  const number = device === 'webgpu' ? 0 : Number(device.slice('webgpu:'.length));
  const chosen = hardware[number];
  if (chosen !== undefined) {
    const twins = (names: string[]): number => names.filter((each) => each === chosen).length;
    return { name: chosen, nth: twins(hardware.slice(0, number)), count: twins(hardware) };
  }
  if (hardware.length > 0) {
    const list = hardware.map((each, i) => `webgpu:${i} is ${each}`).join(', ');
    throw new Error(`there is no adapter ${number}; ${list}`);
  }
  throw new Error(software[0] === undefined ? `no GPU is seen; ${lackOfGpu()}` : onlySoftware(software[0]));
}

const SOFTWARE_REMEDY =
  'Debian has one in chromium-common (VK_DRIVER_FILES=/usr/lib/chromium/vk_swiftshader_icd.json), and lavapipe of Mesa 23.1 or later is another (mesa-vulkan-drivers)';

export const onlySoftware = (adapter: string): string =>
  `only a software adapter is seen (${adapter}), which is used for nothing but "webgpu:software"; for a GPU: ${lackOfGpu()}`;
