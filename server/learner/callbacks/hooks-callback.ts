import type { Tensor } from '../../engine/index.ts';
import { Callback } from '../callback.ts';
import { type Hook, Hooks, modulesOf } from '../hooks.ts';
import type { Learner } from '../learner.ts';
import type { Module } from '../nn/module.ts';

export type HooksCallbackOptions = {
  /** Which modules are watched: all inside the model unless said. */
  filter?: (module: Module, path: string) => boolean;
  onTrain?: boolean;
  onValid?: boolean;
};

/**
 * miniai's HooksCallback: `hookFunction` sees every output of the watched modules in training batches, in validation
 * batches, or in both. The hooks are put on when a fit begins and are gone when it ends, however that comes; what they
 * carry can be read until the next fit. They hear what a batch's own predict and getLoss do: a callback that runs the
 * model for a purpose of its own, before the fit or after the loss, is not taken for a batch.
 */
export class HooksCallback<Stats = unknown> extends Callback implements Iterable<Hook<Stats>> {
  readonly #hookFunction: (hook: Hook<Stats>, module: Module, output: Tensor, learn: Learner) => void;
  readonly #options: Required<HooksCallbackOptions>;
  #hooks: Hooks<Stats> | undefined;
  #listens = false;

  constructor(
    hookFunction: (hook: Hook<Stats>, module: Module, output: Tensor, learn: Learner) => void,
    { filter = () => true, onTrain = true, onValid = false }: HooksCallbackOptions = {},
  ) {
    super();
    this.#hookFunction = hookFunction;
    this.#options = { filter, onTrain, onValid };
  }

  get length(): number {
    return this.#hooks?.length ?? 0;
  }

  /** The hooks of the last fit, in forward order. */
  *[Symbol.iterator](): Iterator<Hook<Stats>> {
    yield* this.#hooks ?? [];
  }

  override beforeFit(learn: Learner): void {
    this.#hooks?.remove();
    this.#hooks = new Hooks(modulesOf(learn.model, this.#options.filter), (hook, module, output) => {
      if (this.#listens) this.#hookFunction(hook, module, output, learn);
    });
  }

  override beforeBatch({ training }: Learner): void {
    this.#listens = training ? this.#options.onTrain : this.#options.onValid;
  }

  override afterLoss(): void {
    this.#listens = false;
  }

  override cleanupBatch(): void {
    this.#listens = false;
  }

  override cleanupFit(): void {
    this.#hooks?.remove();
  }
}
