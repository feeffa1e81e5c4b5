import { rm } from 'node:fs/promises';
import { cacheFolder } from '../cache-folder.ts';
import { FileRejected } from '../errors.ts';
import { requireFiles, seemsToHold } from '../folder.ts';
import { readVerified } from '../verify.ts';
import type { SourceMaker } from './source.ts';

/** What was fetched earlier. The cache is ours: a damaged file is removed, so that a later source fetches it again. */
export const cacheSource: SourceMaker = (entry, { cacheDir, signal }) => {
  const folder = cacheFolder(cacheDir, entry);
  const title = `cache ${folder}`;
  return {
    title,
    isHere: () => seemsToHold(folder, entry),
    obtain: async () => {
      const contents = new Map<string, Uint8Array>();
      const rejected: Error[] = [];
      for (const [file, path] of await requireFiles(folder, entry)) {
        try {
          contents.set(file.name, await readVerified(path, file, signal));
        } catch (error) {
          if (!(error instanceof FileRejected)) throw error;
          await rm(path, { force: true });
          rejected.push(error);
        }
      }
      if (rejected.length > 0)
        throw new Error('removed damaged files', { cause: new AggregateError(rejected) });
      return { contents, from: title };
    },
  };
};
