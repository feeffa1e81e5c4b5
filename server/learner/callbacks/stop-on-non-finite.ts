import { type Tensor, tf, valuesOf } from '../../engine/index.ts';
import { Callback } from '../callback.ts';
import { Hooks, modulesOf } from '../hooks.ts';
import type { Learner } from '../learner.ts';
import type { Module, Slot } from '../nn/module.ts';
import { NonFiniteLoss } from './non-finite-loss.ts';
import { Snapshot } from './snapshot.ts';

/**
 * Fails the fit at the first batch, of training or validation, whose loss is not finite, with a NonFiniteLoss that says
 * in which layer it began. To find it, the batch goes through the model once more, unseen by a HooksCallback; buffers are
 * as before afterwards.
 */
export class StopOnNonFinite extends Callback {
  /** Last: whoever records the batch has it before the fit ends. */
  override readonly order = 100;

  override afterLoss(learn: Learner): void {
    const loss = valuesOf(learn.loss)[0]!;
    if (Number.isFinite(loss)) return;
    const { model, batch, training, steps } = learn;
    const split = training ? 'train' : 'valid';
    const facts = { batch: steps[split], split } as const;
    const first = allFinite(batch.x) ? firstBroken(model, batch.x) : 'input';
    if (first === 'input' || first === null) {
      throw new NonFiniteLoss(loss, { ...facts, layer: null, cause: first ?? 'loss' }, '', steps.train - 1);
    }
    const { layer, module } = first;
    const cause = usedBy(module).every(({ value }) => allFinite(value)) ? 'output' : 'weights';
    throw new NonFiniteLoss(loss, { ...facts, layer, cause }, module.kind, steps.train - 1);
  }
}

/** The first module that gives something not finite for `x`; a part before the whole, as parts end first. */
function firstBroken(model: Module, x: Tensor): { layer: string; module: Module } | null {
  let first: { layer: string; module: Module } | null = null;
  const buffers = new Snapshot(
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

const allFinite = (tensor: Tensor): boolean => valuesOf(tensor).every(Number.isFinite);
