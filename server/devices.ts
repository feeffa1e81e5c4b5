import type { Device } from '../shared/resources.ts';
import { DEVICES, type DeviceName, devicesFor } from '../shared/spec/device.ts';
import { probeDevices } from './dispatcher/index.ts';

/** What LEARND_DEVICES asks for: "auto" is one worker with every device, a list is one worker a device. */
export const workersOf = (asked: 'auto' | readonly DeviceName[]): DeviceName[][] =>
  asked === 'auto' ? [[...DEVICES]] : asked.map((name) => [name]);

/**
 * `list` tries the devices at the first call and remembers; a probe that failed is tried again at the next. `known` is
 * what was remembered.
 */
export function devicesOf(asked: 'auto' | readonly DeviceName[], threads: number) {
  let known: Device[] | null = null;
  let probed: Promise<Device[]> | undefined;
  const look = async (): Promise<Device[]> => {
    try {
      known = await probe(asked, threads);
      return known;
    } catch (error) {
      probed = undefined;
      throw error;
    }
  };
  return {
    list: (): Promise<Device[]> => {
      probed ??= look();
      return probed;
    },
    known: () => known,
  };
}

async function probe(asked: 'auto' | readonly DeviceName[], threads: number): Promise<Device[]> {
  return withWorkers(await probeDevices(workersOf(asked).flat(), threads), asked);
}

/** Devices as jobs of this server get them: only those that have a worker. */
export function withWorkers(devices: readonly Device[], asked: 'auto' | readonly DeviceName[]): Device[] {
  const has = workersOf(asked).flat();
  return devices.map((device) => {
    const [got] = devicesFor(device.name, has);
    if (got === undefined) {
      const reason = `this server has no worker for it: LEARND_DEVICES is ${asked}`;
      return { ...device, available: false, reason };
    }
    // Who asks for "webgpu" gets an adapter of those that have workers.
    return { ...(devices.find(({ name }) => name === got) ?? device), name: device.name };
  });
}
