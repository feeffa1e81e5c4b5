import { join } from 'node:path';
import { readFolder, seemsToHold } from '../folder.ts';
import type { SourceMaker } from './source.ts';

/** A folder that the user named: `<datasetsDir>/<dataset>/`, or `datasetsDir` itself. Never written to. */
export const configuredFolderSource: SourceMaker = (entry, { datasetsDir, signal }) => {
  if (datasetsDir === undefined) {
    return {
      title: 'your own folder',
      obtain: async () => {
        throw new Error('none is set (LEARND_DATASETS)');
      },
    };
  }
  const folders = [join(datasetsDir, entry.name), datasetsDir];
  return {
    title: `your folder ${datasetsDir}`,
    isHere: async () => {
      for (const folder of folders) if (await seemsToHold(folder, entry)) return true;
      return false;
    },
    obtain: async () => {
      const errors: unknown[] = [];
      for (const folder of folders) {
        try {
          return { contents: await readFolder(folder, entry, signal), from: `your folder ${folder}` };
        } catch (error) {
          signal?.throwIfAborted();
          errors.push(error);
        }
      }
      throw new AggregateError(errors, '');
    },
  };
};
