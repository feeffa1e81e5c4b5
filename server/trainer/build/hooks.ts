import type { HooksSpec } from '../../../shared/spec/hooks.ts';
import { ActivationStats, isActivation, type Module, modulesOf } from '../../learner/index.ts';

/** What watches the layers; null when nothing is to be watched. */
export function buildHooks(hooks: HooksSpec, network: Module) {
  if (hooks.layers === 'none') return { stats: null, layers: [] };
  const asked = hooks.layers === 'activations' ? null : new Set(hooks.layers);
  const filter = (module: Module, path: string): boolean => (asked ? asked.has(path) : isActivation(module));
  const layers = Array.from(modulesOf(network, filter), ([{ kind }, name]) => ({ name, kind }));
  return { stats: new ActivationStats({ ...hooks, filter }), layers };
}
