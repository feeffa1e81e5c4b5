import { DEVICES } from '../../shared/spec/job-spec.ts';
import type { Config } from '../config.ts';
import { probeDevices } from '../dispatcher/probe.ts';
import { bad, type Finding, good, note } from './finding.ts';

/** Tries every device in a process of its own: which one a job would get, and why the others are not it. */
export async function deviceFindings({
  devices: asked,
  threads,
}: Pick<Config, 'devices' | 'threads'>): Promise<Finding[]> {
  const wanted = asked === 'auto' ? [...DEVICES] : asked;
  const probed = await probeDevices(threads);
  const used = wanted.find((name) => probed.some((device) => device.name === name && device.available));
  const findings = probed.map((device) => {
    const { name, available, reason, version, threads: count, gpu } = device;
    if (!available) {
      // Asked for by name it has a worker that would never train.
      const say = asked !== 'auto' && asked.includes(name) ? bad : note;
      return say(name, `does not work: ${reason}`);
    }
    const facts = [version, count === null ? null : `${count} threads`, gpu ? `GPU ${gpu}` : 'no GPU'];
    const text = facts.filter((fact) => fact !== null).join(', ');
    if (!wanted.includes(name)) return note(name, `works (${text}), but LEARND_DEVICES leaves it out`);
    return good(name, name === used ? `${text}: "auto" takes this one` : text);
  });
  return used === undefined ? [...findings, bad('devices', 'none works: no job can be trained')] : findings;
}
