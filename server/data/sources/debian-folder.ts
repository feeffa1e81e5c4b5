import { readFolder, seemsToHold } from '../folder.ts';
import type { SourceMaker } from './source.ts';

/** The folder of Debian's package, when it is installed. */
export const debianFolderSource: SourceMaker = (entry, { signal }) => {
  const { debian } = entry;
  if (debian === undefined) return undefined;
  const title = `Debian's package ${debian.package} in ${debian.folder}`;
  return {
    title,
    isHere: () => seemsToHold(debian.folder, entry),
    obtain: async () => ({ contents: await readFolder(debian.folder, entry, signal), from: title }),
  };
};
