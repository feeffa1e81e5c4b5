import type { Issue } from '../../shared/problem.ts';
import type { Dataset, Device } from '../../shared/resources.ts';
import { infeasible } from '../../shared/spec/feasible.ts';
import type { JobSpec } from '../../shared/spec/job-spec.ts';
import type { ApiDeps, Datasets } from './deps.ts';
import { refuseFor } from './refusal.ts';

/** Turns down what is well formed but could never train here. @throws Refusal 422 with everything that is wrong */
export async function admit(spec: JobSpec, { datasets, devices }: Pick<ApiDeps, 'datasets' | 'devices'>) {
  const [dataset, deviceIssues] = await Promise.all([
    datasets.get(spec.dataset.name),
    // Trying devices out takes seconds: only who asks for one by name waits for it.
    spec.device === 'auto' ? [] : devices().then((found) => absent(spec.device, found)),
  ]);
  const issues = dataset
    ? infeasible(spec, imageOf(dataset))
    : [await unknownDataset(spec.dataset.name, datasets)];
  issues.push(...deviceIssues);
  if (issues.length > 0) throw refuseFor(422, issues);
}

function imageOf({ name, image, classes }: Dataset) {
  const [height, width, channels] = image;
  if (height === undefined || width === undefined || channels === undefined) {
    throw new Error(`The dataset ${name} tells its image as [${image}], not [height, width, channels]`);
  }
  return { height, width, channels, classes: classes.length };
}

async function unknownDataset(name: string, datasets: Datasets): Promise<Issue> {
  const known = (await datasets.list()).map((dataset) => dataset.name);
  return {
    path: '/dataset/name',
    message: `unknown dataset "${name}"; known: ${known.join(', ') || 'none'}`,
  };
}

function absent(name: string, devices: Device[]): Issue[] {
  const device = devices.find((candidate) => candidate.name === name);
  if (device?.available) return [];
  const reason = device?.reason ?? 'this server was started without it';
  return [{ path: '/device', message: `${name} is not available: ${reason}` }];
}
