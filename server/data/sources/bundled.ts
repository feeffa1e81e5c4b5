import { readFolder, seemsToHold } from '../folder.ts';
import type { SourceMaker } from './source.ts';

/** Data that comes with this program. */
export const bundledSource: SourceMaker = (entry, { signal }) => {
  const { bundled } = entry;
  if (bundled === undefined) return undefined;
  const title = 'bundled with learnd';
  return {
    title,
    isHere: () => seemsToHold(bundled, entry),
    obtain: async () => ({ contents: await readFolder(bundled, entry, signal), from: title }),
  };
};
