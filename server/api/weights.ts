import type { Issue } from '../../shared/problem.ts';
import { BadSafetensors } from '../../shared/safetensors/index.ts';
import type { Image } from '../../shared/spec/feasible.ts';
import { firstInit } from '../../shared/spec/first-init.ts';
import type { JobSpec } from '../../shared/spec/job-spec.ts';
import { misfitOptimizer } from '../../shared/spec/optimizer-fit.ts';
import { misfitWeights } from '../../shared/spec/weights-fit.ts';
import type { Artifacts } from '../artifacts/index.ts';

/** What is wrong with the weights that a job wants to begin with: not here, unreadable, or of another network. */
export async function unfitWeights(spec: JobSpec, image: Image, artifacts: Artifacts): Promise<Issue[]> {
  const init = firstInit(spec.init);
  if (init.kind !== 'weights') return [];
  const path = spec.init.kind === 'lsuv' ? '/init/from' : '/init';
  const issues: Issue[] = [];
  if (await artifacts.has(init.artifact)) {
    issues.push(...(await misfits(spec, image, artifacts, init.artifact, `${path}/artifact`)));
  } else {
    issues.push(absent(`${path}/artifact`, init.artifact));
  }
  if (init.optimizer !== null) {
    issues.push(...(await unfitOptimizer(spec, image, artifacts, init.optimizer, `${path}/optimizer`)));
  }
  return issues;
}

async function misfits(
  spec: JobSpec,
  image: Image,
  artifacts: Artifacts,
  digest: string,
  path: string,
): Promise<Issue[]> {
  try {
    const { tensors } = await artifacts.header(digest);
    return misfitWeights(spec, image, Object.fromEntries(tensors.map((tensor) => [tensor.name, tensor])));
  } catch (error) {
    return [{ path, message: await unreadable(artifacts, digest, error) }];
  }
}

async function unfitOptimizer(
  spec: JobSpec,
  image: Image,
  artifacts: Artifacts,
  digest: string,
  path: string,
): Promise<Issue[]> {
  if (!(await artifacts.has(digest))) return [absent(path, digest)];
  try {
    const message = misfitOptimizer(spec, image, await artifacts.header(digest));
    return message === null ? [] : [{ path, message }];
  } catch (error) {
    return [{ path, message: await unreadable(artifacts, digest, error) }];
  }
}

/** What was none when it came was refused then: one that cannot be read is damaged, most likely. @throws CorruptArtifact */
async function unreadable(artifacts: Artifacts, digest: string, error: unknown): Promise<string> {
  if (!(error instanceof BadSafetensors)) throw error;
  await artifacts.read(digest);
  return error.message;
}

const absent = (path: string, digest: string): Issue => ({
  path,
  message: `there is no artifact ${digest} here: POST /artifacts first`,
});
