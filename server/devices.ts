import type { Device } from '../shared/resources.ts';
import { DEVICES, type DeviceName } from '../shared/spec/job-spec.ts';
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
  const devices = await probeDevices(threads);
  return devices.map((device) =>
    asked === 'auto' || asked.includes(device.name)
      ? device
      : {
          ...device,
          available: false,
          reason: `this server has no worker for it: LEARND_DEVICES is ${asked}`,
        },
  );
}
