import { type Tensor, tf, type Variable } from '../../engine/index.ts';

export type ForwardHook = (module: Module, output: Tensor) => void;

/** A tensor that the state_dict knows. */
export type Slot = {
  value: Variable;
  /** The order of axes in which PyTorch keeps it; none: the same. */
  torchAxes?: readonly number[];
  /** Other names that it may have in weights that are read. */
  aliases?: readonly string[];
};

/**
 * A piece of a network, as torch.nn.Module: parameters, buffers and children by name, and a forward that any number of
 * hooks may watch. Tensors are NHWC inside; names and layouts outside are PyTorch's.
 */
export abstract class Module {
  /** Trained by the optimizer. */
  readonly parameters: Record<string, Slot> = {};
  /** Kept with the weights but not trained, such as running means. */
  readonly buffers: Record<string, Slot> = {};
  readonly children: Record<string, Module> = {};
  training = true;
  readonly #hooks = new Set<ForwardHook>();

  /** What the layer is called in summaries: "Conv2d", "GeneralReLU". */
  abstract readonly kind: string;

  protected abstract forward(x: Tensor): Tensor;

  /** Forward, then the hooks. They run on the tape: they may read values, and may not wait for anything. */
  call(x: Tensor): Tensor {
    const output = this.forward(x);
    for (const hook of this.#hooks) hook(this, output);
    return output;
  }

  /** @returns a function that removes the hook; calling it again does nothing */
  registerForwardHook(hook: ForwardHook): () => void {
    this.#hooks.add(hook);
    return () => {
      this.#hooks.delete(hook);
    };
  }

  train(training = true): this {
    for (const [, module] of this.namedModules()) module.training = training;
    return this;
  }

  /** Every module with its PyTorch path ("0.2"), this one first ("") and parents before children. */
  *namedModules(path = ''): Generator<[string, Module]> {
    yield [path, this];
    for (const [name, child] of Object.entries(this.children)) {
      yield* child.namedModules(path ? `${path}.${name}` : name);
    }
  }

  *namedParameters(): Generator<[string, Slot]> {
    for (const [path, module] of this.namedModules()) yield* named(path, module.parameters);
  }

  /** Parameters and buffers under the names of PyTorch's state_dict. */
  *state(): Generator<[string, Slot]> {
    for (const [path, module] of this.namedModules()) {
      yield* named(path, module.parameters);
      yield* named(path, module.buffers);
    }
  }

  dispose(): void {
    for (const [, { value }] of this.state()) tf.dispose(value);
  }
}

function* named(path: string, slots: Record<string, Slot>): Generator<[string, Slot]> {
  for (const [name, slot] of Object.entries(slots)) yield [path ? `${path}.${name}` : name, slot];
}
