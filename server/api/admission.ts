import type { Issue } from '../../shared/problem.ts';
import type { Device } from '../../shared/resources.ts';
import { infeasible } from '../../shared/spec/feasible.ts';
import type { JobSpec } from '../../shared/spec/job-spec.ts';
import type { ApiDeps, Datasets, Devices } from './deps.ts';
import { imageOf } from './images.ts';
import { unfitWeights } from './weights.ts';

export type AdmissionDeps = Pick<ApiDeps, 'datasets' | 'devices' | 'artifacts'>;

/** Everything for which a job that is well formed could never train here; its sender is answered 422. */
export async function inadmissible(spec: JobSpec, deps: AdmissionDeps): Promise<Issue[]> {
  const [dataset, deviceIssues] = await Promise.all([
    deps.datasets.get(spec.dataset.name),
    absentDevice(spec.device, deps.devices),
  ]);
  if (!dataset) return [await unknownDataset(spec.dataset.name, deps.datasets), ...deviceIssues];
  const image = imageOf(dataset);
  return [...infeasible(spec, image), ...(await unfitWeights(spec, image, deps.artifacts)), ...deviceIssues];
}

async function unknownDataset(name: string, datasets: Datasets): Promise<Issue> {
  const known = (await datasets.list()).map((dataset) => dataset.name);
  return {
    path: '/dataset/name',
    message: `unknown dataset "${name}"; known: ${known.join(', ') || 'none'}`,
  };
}

/** Trying devices out takes seconds: only who asks for one by name waits for it. */
async function absentDevice(name: JobSpec['device'], devices: Devices): Promise<Issue[]> {
  if (name === 'auto') {
    const message = noDevice(devices.known());
    return message === null ? [] : [{ path: '/device', message }];
  }
  const device = (await devices.list()).find((candidate) => candidate.name === name);
  if (device?.available) return [];
  const reason = device?.reason ?? 'there is no such adapter here; GET /devices lists what there is';
  return [{ path: '/device', message: `${name} is not available: ${reason}` }];
}

/** Why nothing can be trained here; null when something can, or nobody knows yet. */
export function noDevice(known: Device[] | null): string | null {
  if (!known || known.some(({ available }) => available)) return null;
  const reasons = known.map(({ name, reason }) => `${name}: ${reason ?? 'not available'}`);
  return `no device works here; ${reasons.join('; ') || 'this server was started without any'}`;
}
