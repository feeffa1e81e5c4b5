import type { Desk } from './desk.ts';

export type Choice = { value: unknown; label: string };

/** What this server has to choose from at a place; null where that is not a matter of the server. */
export function choicesFor(pointer: string, { datasets, devices }: Desk): readonly Choice[] | null {
  if (pointer === '/dataset/name') {
    return datasets.value.map(({ name, train, available }) => ({
      value: name,
      label: `${name} (${train.toLocaleString('en')} images${available ? '' : ', fetched when needed'})`,
    }));
  }
  if (pointer === '/device') {
    const known = devices.value.map(({ name, available }) => ({
      value: name,
      label: available ? name : `${name} (not available)`,
    }));
    return [{ value: 'auto', label: 'auto' }, ...known];
  }
  return null;
}
