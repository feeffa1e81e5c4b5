import { decodeSafetensors, encodeSafetensors } from '../../shared/safetensors/index.ts';
import type { FirstInit } from '../../shared/spec/first-init.ts';
import type { Artifacts } from '../artifacts/index.ts';
import {
  BatchNorm2d,
  type Module,
  type OptimizerState,
  type StateDict,
  stateDict,
} from '../learner/index.ts';
import type { Given } from './build/index.ts';
import { decodeOptimizer } from './training-state.ts';

/** The network's state_dict as a file that PyTorch's load_state_dict takes. */
export function encodeWeights(network: Module, batches: number): Uint8Array {
  const tensors: StateDict = stateDict(network);
  for (const [path, module] of network.namedModules()) {
    if (module instanceof BatchNorm2d) {
      tensors[`${path}.num_batches_tracked`] = { shape: [], data: Float32Array.of(batches) };
    }
  }
  return encodeSafetensors(tensors, { format: 'pt' });
}

/** What the first weights are taken from, where that is a file. @throws MissingArtifact, CorruptArtifact, BadSafetensors */
export async function readGiven(artifacts: Artifacts, init: FirstInit): Promise<Given> {
  if (init.kind !== 'weights') return { weights: null, optimizer: null };
  const { artifact, optimizer } = init;
  return {
    weights: await readWeights(artifacts, artifact),
    optimizer: optimizer === null ? null : await readOptimizer(artifacts, optimizer),
  };
}

export async function readWeights(artifacts: Artifacts, digest: string): Promise<StateDict> {
  return decodeSafetensors(await artifacts.read(digest)).tensors;
}

async function readOptimizer(artifacts: Artifacts, digest: string): Promise<OptimizerState> {
  const bytes = await artifacts.read(digest);
  try {
    return decodeOptimizer(bytes);
  } catch (cause) {
    throw new Error(`the artifact ${digest} cannot be used: ${(cause as Error).message}`, { cause });
  }
}
