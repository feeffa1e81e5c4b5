import { type Tensor, tf } from '../../../engine/index.ts';
import { Callback } from '../../callback.ts';
import type { Batch } from '../../data/data-loader.ts';
import type { Learner } from '../../learner.ts';
import type { Module } from '../../nn/module.ts';
import type { LsuvEntry } from './layer.ts';
import { type LsuvOptions, lsuv } from './lsuv.ts';

/** `x`: the images to measure on [n, h, w, c], which stay the caller's, or what makes a batch, which is disposed. */
export type LsuvCallbackOptions = LsuvOptions & { x: Tensor | (() => Batch) };

/**
 * `lsuv` before a model's first fit that trains; later fits of the same model begin from their weights, and one
 * that goes on from a state has its own.
 * Before LRFinder, which remembers the weights that it finds.
 */
export class LSUV extends Callback {
  override readonly order = -100;
  /** Of the last model that was set, layer by layer in forward order. */
  report: LsuvEntry[] = [];
  readonly #options: LsuvCallbackOptions;
  readonly #done = new WeakSet<Module>();

  constructor(options: LsuvCallbackOptions) {
    super();
    this.#options = options;
  }

  override async beforeFit({ model, totalSteps, resumed }: Learner): Promise<void> {
    if (resumed) this.#done.add(model);
    if (totalSteps === 0 || this.#done.has(model)) return;
    const { x: source, ...options } = this.#options;
    const made = typeof source === 'function' ? source() : undefined;
    try {
      this.report = await lsuv(model, made?.x ?? (source as Tensor), options);
      this.#done.add(model);
    } finally {
      tf.dispose({ ...made });
    }
  }
}
