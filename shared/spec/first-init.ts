import type { InitSpec } from './init.ts';

/** Where the weights come from before anything is measured. */
export type FirstInit = Exclude<InitSpec, { kind: 'lsuv' }>;

export const firstInit = (init: InitSpec): FirstInit => (init.kind === 'lsuv' ? init.from : init);
