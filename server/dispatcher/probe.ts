import type { Device } from '../../shared/resources.ts';
import type { DeviceName } from '../../shared/spec/device.ts';
import { startTrainer } from './trainer-process.ts';

const TIMEOUT_MS = 60_000;

/**
 * Asks a trainer process which devices really work, those that are found here and those of `names`: loading a backend may crash, and must not crash the
 * server.
 */
export async function probeDevices(names: readonly DeviceName[], threads: number): Promise<Device[]> {
  const trainer = startTrainer();
  const timer = setTimeout(() => trainer.kill(), TIMEOUT_MS);
  try {
    return await new Promise((resolve, reject) => {
      trainer.onMessage((message) => {
        if (message.type === 'devices') resolve(message.devices);
        if (message.type === 'failed')
          reject(new Error(`the devices could not be probed: ${message.message}`));
      });
      trainer.ended.then((how) => reject(new Error(`the devices could not be probed: the trainer ${how}`)));
      trainer.send({ type: 'probe', names: [...names], threads });
    });
  } finally {
    clearTimeout(timer);
  }
}
