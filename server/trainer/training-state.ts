import { decodeSafetensors, encodeSafetensors, type Tensor } from '../../shared/safetensors/index.ts';
import type { FitState, OptimizerState } from '../learner/index.ts';
import type { RandomStates } from './build/randoms.ts';

/** Everything that the rest of a fit depends on, beside the weights. */
export type TrainingState = { fit: FitState; randoms: RandomStates };

/**
 * Of what is under the key `training`. A file of another version is not gone on from. To be raised when anything in it
 * changes, the state of a callback included: nothing but this number tells one from the other.
 */
const VERSION = 2;
/** Keys of the metadata. `step` is the optimizer's own, and all that a fork reads. */
const STEP = 'step';
const TRAINING = 'training';
const GRADIENTS = 'gradients.';

type Training = Omit<FitState, 'optimizer' | 'gradients'> & { version: number; randoms: RandomStates };

/**
 * The file beside the weights: what the optimizer remembers as `0.exp_avg`, …, gradients left for the next batch as
 * `gradients.0`, …, and the rest as JSON in the metadata.
 */
export function encodeTraining({ fit, randoms }: TrainingState): Uint8Array {
  const { optimizer, gradients, ...rest } = fit;
  const left = gradients.map((gradient, i) => [`${GRADIENTS}${i}`, gradient] as const);
  const training: Training = { version: VERSION, randoms, ...rest };
  return encodeSafetensors(
    { ...optimizer.tensors, ...Object.fromEntries(left) },
    { [STEP]: String(optimizer.step), [TRAINING]: JSON.stringify(training) },
  );
}

/** A file that is whole, but says less, or something else, than what is gone on from here. */
export class OtherTraining extends Error {
  override readonly name = 'OtherTraining';
}

/** @throws OtherTraining, BadSafetensors */
export function decodeTraining(bytes: Uint8Array): TrainingState {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const text = metadata[TRAINING];
  if (text === undefined) throw new OtherTraining('it has the optimizer alone: an earlier learnd kept it');
  const { version, randoms, ...rest } = parsed(text);
  if (version !== VERSION) {
    throw new OtherTraining(`its state is of version ${version}, read here is ${VERSION}`);
  }
  return { fit: { ...rest, optimizer: optimizerOf(tensors, metadata), gradients: left(tensors) }, randoms };
}

function parsed(text: string): Training {
  try {
    return JSON.parse(text) as Training;
  } catch (cause) {
    throw new OtherTraining(`its state is no JSON: ${(cause as Error).message}`, { cause });
  }
}

/** The optimizer alone, as a fork takes it over. @throws OtherTraining where there is none, BadSafetensors */
export function decodeOptimizer(bytes: Uint8Array): OptimizerState {
  const { tensors, metadata } = decodeSafetensors(bytes);
  return optimizerOf(tensors, metadata);
}

function optimizerOf(tensors: Record<string, Tensor>, metadata: Record<string, string>): OptimizerState {
  const step = Number(metadata[STEP]);
  if (metadata[STEP] === undefined || !Number.isInteger(step)) {
    throw new OtherTraining('it is no state of an optimizer: its metadata has no step');
  }
  const own = Object.entries(tensors).filter(([name]) => !name.startsWith(GRADIENTS));
  return { step, tensors: Object.fromEntries(own) };
}

/** In the order of the parameters. */
function left(tensors: Record<string, Tensor>): Tensor[] {
  const count = Object.keys(tensors).filter((name) => name.startsWith(GRADIENTS)).length;
  return Array.from({ length: count }, (_, i) => tensors[`${GRADIENTS}${i}`]!);
}
