import type { Values } from '../../engine/index.ts';
import { Callback } from '../callback.ts';
import type { Learner } from '../learner.ts';

/** The rows of all batches of an epoch: shape [n, …], values row-major. */
export type Captured = { shape: number[]; data: Float32Array | Int32Array };

/**
 * miniai's CapturePreds: the predictions [n, classes], the targets [n] and, where asked for, the inputs [n, h, w, c] of
 * an epoch, in the order of its batches. Each epoch replaces the one before, so what is left after a fit is its last:
 * the validation, where there is one.
 */
export class CapturePreds extends Callback {
  predictions: Captured = none();
  targets: Captured = none();
  /** null where they were not asked for. */
  inputs: Captured | null = null;
  readonly #wantsInputs: boolean;
  #seen: { predictions: Captured; targets: Captured; inputs: Captured | null }[] = [];

  constructor({ inputs = false }: { inputs?: boolean } = {}) {
    super();
    this.#wantsInputs = inputs;
  }

  override beforeEpoch(): void {
    this.#seen = [];
  }

  override afterBatch(learn: Learner): void {
    const { batch, predictions } = learn;
    const tensors = [predictions, batch.y, ...(this.#wantsInputs ? [batch.x] : [])] as const;
    const shapes = tensors.map(({ shape }) => [...shape]);
    learn.read(tensors, (...values) => {
      const [predictions, targets, inputs] = values.map((data, i) => copied(shapes[i]!, data));
      this.#seen.push({ predictions: predictions!, targets: targets!, inputs: inputs ?? null });
    });
  }

  /** An epoch that was left early gives the batches it had. */
  override cleanupEpoch(): void {
    this.predictions = joined(this.#seen.map(({ predictions }) => predictions));
    this.targets = joined(this.#seen.map(({ targets }) => targets));
    this.inputs = this.#wantsInputs ? joined(this.#seen.map(({ inputs }) => inputs!)) : null;
    this.#seen = [];
  }
}

function none(): Captured {
  return { shape: [0], data: new Float32Array() };
}

const copied = (shape: number[], data: Values): Captured => ({ shape, data: data.slice() });

/** One after the other along the first axis. */
function joined(parts: Captured[]): Captured {
  const [first] = parts;
  if (!first) return none();
  const rows = parts.reduce((sum, { shape }) => sum + shape[0]!, 0);
  const length = parts.reduce((sum, { data }) => sum + data.length, 0);
  const data = first.data instanceof Int32Array ? new Int32Array(length) : new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { shape: [rows, ...first.shape.slice(1)], data };
}
