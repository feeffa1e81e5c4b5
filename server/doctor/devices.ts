import type { Device } from '../../shared/resources.ts';
import { DEVICES, type DeviceName, devicesFor } from '../../shared/spec/device.ts';
import type { Config } from '../config.ts';
import { probeDevices } from '../dispatcher/probe.ts';
import { bad, type Finding, good, note } from './finding.ts';

/** Tries every device in a process of its own: which one a job would get, and why the others are not it. */
export async function deviceFindings({
  devices: asked,
  threads,
}: Pick<Config, 'devices' | 'threads'>): Promise<Finding[]> {
  const wanted = asked === 'auto' ? [...DEVICES] : asked;
  return findingsOf(await probeDevices(wanted, threads), asked);
}

/** What is to be said of devices that were tried. */
export function findingsOf(probed: readonly Device[], asked: Config['devices']): Finding[] {
  const wanted: readonly DeviceName[] = asked === 'auto' ? DEVICES : asked;
  const used = wanted.find((name) => probed.some((device) => device.name === name && device.available));
  const findings = probed.map((device) => {
    const { name, available, reason } = device;
    if (!available) {
      // Asked for by name it has a worker that would never train.
      const say = asked !== 'auto' && asked.includes(name) ? bad : note;
      return say(name, `does not work: ${reason}`);
    }
    const text = factsOf(device);
    if (name === used) return good(name, `${text}: "auto" takes this one`);
    if (wanted.includes(name)) return good(name, text);
    return devicesFor(name, wanted).includes(name)
      ? note(name, `works (${text}), for jobs that ask for it by name`)
      : note(name, `works (${text}), but LEARND_DEVICES leaves it out`);
  });
  return used === undefined ? [...findings, bad('devices', 'none works: no job can be trained')] : findings;
}

function factsOf({ version, threads, gpu, adapter }: Device): string {
  const facts = [
    version,
    threads === null ? null : `${threads} threads`,
    gpu ? `GPU ${gpu}` : adapter ? `no GPU: ${adapter.name} is software` : 'no GPU',
    adapter ? `tensors up to ${Math.floor(adapter.limits.maxBufferSize / 1024 ** 2)} MiB` : null,
  ];
  return facts.filter((fact) => fact !== null).join(', ');
}
