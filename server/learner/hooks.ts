import type { Tensor } from '../engine/index.ts';
import type { Module } from './nn/module.ts';

/** Called after each forward of the hook's module. It may read values; the output lives as long as its batch. */
export type HookFunction<Stats> = (hook: Hook<Stats>, module: Module, output: Tensor) => void;

/** miniai's Hook: watches one module until it is removed, and carries what its function keeps in `stats`. */
export class Hook<Stats = unknown> implements Disposable {
  readonly module: Module;
  /** The module's path in the model where that is known ("0.2"), else its kind. */
  readonly name: string;
  /** Whatever the function keeps here; it stays when the hook is removed. */
  stats?: Stats;
  readonly #removal: () => void;

  constructor(module: Module, hookFunction: HookFunction<Stats>, name: string = module.kind) {
    this.module = module;
    this.name = name;
    this.#removal = module.registerForwardHook((module, output) => hookFunction(this, module, output));
  }

  /** Again does nothing. */
  remove(): void {
    this.#removal();
  }

  [Symbol.dispose](): void {
    this.remove();
  }
}

/** miniai's Hooks: one hook on each module, in their order, removed together. */
export class Hooks<Stats = unknown> implements Disposable, Iterable<Hook<Stats>> {
  readonly #hooks: readonly Hook<Stats>[];

  /** @param modules with their paths, as `modulesOf` finds them, or without */
  constructor(modules: ReadonlyMap<Module, string> | Iterable<Module>, hookFunction: HookFunction<Stats>) {
    this.#hooks =
      modules instanceof Map
        ? Array.from(modules as ReadonlyMap<Module, string>, ([m, path]) => new Hook(m, hookFunction, path))
        : Array.from(modules as Iterable<Module>, (module) => new Hook(module, hookFunction));
  }

  get length(): number {
    return this.#hooks.length;
  }

  [Symbol.iterator](): Iterator<Hook<Stats>> {
    return this.#hooks[Symbol.iterator]();
  }

  remove(): void {
    for (const hook of this.#hooks) hook.remove();
  }

  [Symbol.dispose](): void {
    this.remove();
  }
}

/**
 * Modules inside `model` for which `filter` says yes, with their paths, in forward order. One that stands in several
 * places has its first path.
 */
export function modulesOf(
  model: Module,
  filter: (module: Module, path: string) => boolean,
): Map<Module, string> {
  const found = new Map<Module, string>();
  for (const [path, module] of model.namedModules())
    if (path !== '' && !found.has(module) && filter(module, path)) found.set(module, path);
  return found;
}
