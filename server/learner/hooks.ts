import type { ForwardHook, Module } from './nn/module.ts';

/** Forward hooks on several modules, removed together. */
export class Hooks implements Disposable {
  readonly #removals: (() => void)[];

  constructor(modules: Iterable<Module>, hook: ForwardHook) {
    this.#removals = Array.from(modules, (module) => module.registerForwardHook(hook));
  }

  remove(): void {
    for (const removal of this.#removals.splice(0)) removal();
  }

  [Symbol.dispose](): void {
    this.remove();
  }
}

/** Modules by path for which `filter` says yes, in forward order. */
export function modulesOf(
  model: Module,
  filter: (module: Module, path: string) => boolean,
): Map<Module, string> {
  const found = new Map<Module, string>();
  for (const [path, module] of model.namedModules())
    if (path !== '' && filter(module, path)) found.set(module, path);
  return found;
}
