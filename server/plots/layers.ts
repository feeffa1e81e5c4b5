import type { Activations } from '../../shared/resources.ts';
import type { Subject } from './subject.ts';

export type Measured = Activations['layers'][string] & { name: string };

/** Layers of which at least one batch was seen, in forward order. */
export const measuredLayers = ({ layers }: Activations): Measured[] =>
  Object.entries(layers).flatMap(([name, layer]) => (layer.step.length > 0 ? [{ name, ...layer }] : []));

/** A layer's path in the model, with what it is. */
export function layerTitle({ facts }: Subject, name: string): string {
  const kind = facts?.layers.find((layer) => layer.name === name)?.kind;
  return kind === undefined ? name : `${name} ${kind}`;
}
