import type { Run } from '../../../shared/resources.ts';

/** What kind of module a hooked layer is; empty as long as nobody knows. */
export const kindOfLayer = (run: Run, name: string): string =>
  run.facts?.layers.find((layer) => layer.name === name)?.kind ?? '';
