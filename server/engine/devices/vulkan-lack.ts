import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import process from 'node:process';

/** What is looked at on a machine to find out why Vulkan shows no GPU. */
export type Machine = {
  platform: NodeJS.Platform;
  /** Whether the system's linker finds a library. */
  canLoad(library: string): boolean;
  /** Names in a folder; none when it is not there. */
  list(folder: string): string[];
  exists(path: string): boolean;
  canOpen(path: string): boolean;
};

/** Where drivers leave a manifest for Vulkan's loader. */
const MANIFESTS = ['/etc/vulkan/icd.d', '/usr/share/vulkan/icd.d', '/usr/local/share/vulkan/icd.d'];

/** Why Vulkan shows no GPU, as far as can be seen, and what helps. */
export function lackOfGpu(machine: Machine = here): string {
  if (machine.platform !== 'linux') return 'install the driver of the card';
  if (!machine.canLoad('libvulkan.so.1')) return 'libvulkan.so.1 is missing: apt-get install libvulkan1';
  const manifests = MANIFESTS.flatMap(machine.list);
  if (machine.exists('/dev/nvidiactl')) {
    if (!['libX11.so.6', 'libXext.so.6'].every(machine.canLoad)) {
      return "NVIDIA's Vulkan driver does not load without libX11 and libXext: apt-get install libx11-6 libxext6";
    }
    return manifests.some((name) => name.startsWith('nvidia'))
      ? 'the NVIDIA driver is installed but shows no card to Vulkan: nvidia-smi tells whether it works; a container needs NVIDIA_DRIVER_CAPABILITIES=all, or graphics among them'
      : "the NVIDIA driver's Vulkan part is missing: a container needs NVIDIA_DRIVER_CAPABILITIES=all, or graphics among them; a machine needs libnvidia-gl of the version that nvidia-smi shows";
  }
  const nodes = machine.list('/dev/dri').filter((name) => name.startsWith('renderD'));
  if (nodes.length === 0) {
    return 'no card is seen (/dev/nvidiactl, /dev/dri): a container needs it passed, by "docker run --gpus all" with the NVIDIA runtime or by "--device /dev/dri"';
  }
  if (!nodes.some((name) => machine.canOpen(`/dev/dri/${name}`))) {
    return 'the card may not be opened (/dev/dri/renderD*): put the user into the group render';
  }
  return 'the card is there, its Vulkan driver is not: AMD and Intel need "apt-get install mesa-vulkan-drivers"';
}

const here: Machine = {
  platform: process.platform,
  canLoad(library) {
    try {
      process.dlopen({ exports: {} }, library);
      return true;
    } catch (error) {
      // One that was found is no addon of Node's, which is another complaint.
      return !(error as Error).message.includes('cannot open shared object file');
    }
  },
  list: (folder) => (existsSync(folder) ? readdirSync(folder) : []),
  exists: existsSync,
  canOpen(path) {
    try {
      accessSync(path, constants.R_OK | constants.W_OK);
      return true;
    } catch {
      return false;
    }
  },
};
