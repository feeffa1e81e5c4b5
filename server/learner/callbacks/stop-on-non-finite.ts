import { floatsOf, readsAtOnce, type Tensor, tf } from '../../engine/index.ts';
import { Callback } from '../callback.ts';
import { Hooks, modulesOf } from '../hooks.ts';
import type { Learner } from '../learner.ts';
import type { Module, Slot } from '../nn/module.ts';
import { NonFiniteLoss, type Origin } from './non-finite-loss.ts';
import { Snapshot } from './snapshot.ts';

/**
 * Fails the fit at the first batch, of training or validation, whose loss is not finite, with a NonFiniteLoss that says
 * in which layer it began. To find it, the batch goes through the model once more, unseen by a HooksCallback; buffers are
 * as before afterwards. Where values are read later, batch and weights are others by then: the layer stays unknown.
 */
export class StopOnNonFinite extends Callback {
  /** Last: whoever records the batch has it before the fit ends. */
  override readonly order = 100;

  override afterLoss(learn: Learner): void {
    const { batch, training, steps } = learn;
    const split = training ? 'train' : 'valid';
    const place = { batch: steps[split], split, update: steps.train - 1 } as const;
    learn.read([learn.loss], ([loss]) => {
      if (Number.isFinite(loss)) return;
      const origin = readsAtOnce() ? originOf(learn.model, batch.x) : UNKNOWN;
      this.found(new NonFiniteLoss(loss!, place, origin));
    });
  }

  /** What comes of it. */
  protected found(loss: NonFiniteLoss): void {
    throw loss;
  }
}

const UNKNOWN: Origin = { layer: null, kind: null, cause: 'unknown' };

function originOf(model: Module, x: Tensor): Origin {
  if (!allFinite(x)) return { layer: null, kind: null, cause: 'input' };
  const first = firstBroken(model, x);
  if (!first) return { layer: null, kind: null, cause: 'loss' };
  const { layer, module } = first;
  const cause = usedBy(module).every(({ value }) => allFinite(value)) ? 'output' : 'weights';
  return { layer, kind: module.kind, cause };
}

/** The first module that gives something not finite for `x`; a part before the whole, as parts end first. */
function firstBroken(model: Module, x: Tensor): { layer: string; module: Module } | null {
  let first: { layer: string; module: Module } | null = null;
  const buffers = Snapshot.atOnce(
    [...model.namedModules()].flatMap(([, module]) => Object.values(module.buffers)),
  );
  const hooks = new Hooks(
    modulesOf(model, () => true),
    ({ name, module }, _, output) => {
      if (!first && !allFinite(output)) first = { layer: name, module };
    },
  );
  try {
    tf.tidy(() => {
      model.call(x);
    });
  } finally {
    hooks.remove();
    buffers.restore();
  }
  return first;
}

/** What the module's output depends on: while training, running statistics are written only. */
function usedBy({ parameters, buffers, training }: Module): Slot[] {
  return [...Object.values(parameters), ...(training ? [] : Object.values(buffers))];
}

const allFinite = (tensor: Tensor): boolean => floatsOf(tensor).every(Number.isFinite);
