import { rename, rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { cachePath } from '../cache-folder.ts';
import { type CatalogEntry, type DatasetFile, filesOf } from '../catalog.ts';
import { FileRejected, hasCode } from '../errors.ts';
import { claimPart, releasePart, sizeOf } from '../part-file.ts';
import { TransferFailed, transfer } from '../transfer.ts';
import { readVerified, storedLimit } from '../verify.ts';
import type { SourceContext, SourceMaker } from './source.ts';

const REPORT_MS = 100;

/** The dataset's public home, fetched into the cache file by file. */
export const downloadSource: SourceMaker = (entry, context) => {
  if (entry.homes.length === 0) return undefined;
  return {
    title: `download from ${entry.homes.join(', ')}`,
    obtain: async () => {
      const contents = new Map<string, Uint8Array>();
      let homes = entry.homes;
      for (const file of filesOf(entry)) {
        const kept = await readCached(entry, file, context);
        if (kept !== undefined) {
          contents.set(file.name, kept);
          continue;
        }
        const { bytes, home } = await fetchFile(entry, file, homes, context);
        contents.set(file.name, bytes);
        // The home that answered goes first: a dead one must not cost its timeout for every file.
        homes = [home, ...homes.filter((other) => other !== home)];
      }
      return { contents, from: `download from ${homes[0]}` };
    },
  };
};

/** A file that an earlier, unfinished download or another process has put there meanwhile. */
async function readCached(entry: CatalogEntry, file: DatasetFile, { cacheDir, signal }: SourceContext) {
  const path = cachePath(cacheDir, entry, file);
  try {
    return await readVerified(path, file, signal);
  } catch (error) {
    if (error instanceof FileRejected) await rm(path, { force: true });
    else if (!hasCode(error, 'ENOENT')) throw error;
    return undefined;
  }
}

async function fetchFile(
  entry: CatalogEntry,
  file: DatasetFile,
  homes: readonly string[],
  context: SourceContext,
): Promise<{ bytes: Uint8Array; home: string }> {
  const { timeouts } = context.environment;
  const target = cachePath(context.cacheDir, entry, file);
  const part = await claimPart(target, timeouts.stalePartMs);
  const errors: Error[] = [];
  try {
    for (const home of homes) {
      for (const last of [false, true]) {
        try {
          const bytes = await fetchVerified(new URL(file.name, home).href, part, file, context);
          await rename(part, target);
          return { bytes, home };
        } catch (error) {
          context.signal?.throwIfAborted();
          if (last || !(error instanceof TransferFailed && error.again)) {
            errors.push(new Error(`${file.name} from ${home}`, { cause: error }));
            break;
          }
          await pause(timeouts.retryPauseMs, undefined, { signal: context.signal });
        }
      }
    }
    throw new AggregateError(errors, '');
  } finally {
    await releasePart(part, target);
  }
}

/** @throws FileRejected when the server's file is wrong; then nothing of it is left. */
async function fetchVerified(
  url: string,
  part: string,
  file: DatasetFile,
  context: SourceContext,
): Promise<Uint8Array> {
  const { fetch, timeouts } = context.environment;
  let reported = 0;
  const onBytes = (received: number, total: number | undefined) => {
    if (Date.now() - reported < REPORT_MS && received !== total) return;
    reported = Date.now();
    const progress = { message: `downloading ${url}`, file: file.name, received };
    context.onProgress(total === undefined ? progress : { ...progress, total });
  };
  const { signal } = context;
  const limit = storedLimit(file);
  let resumed = (await sizeOf(part)) > 0;
  try {
    ({ resumed } = await transfer({ url, path: part, limit, fetch, timeouts, signal, onBytes }));
    return await readVerified(part, file, signal);
  } catch (error) {
    if (!(error instanceof FileRejected)) throw error;
    await rm(part, { force: true });
    // The old part may have been of another file: once more from the start, where nothing can be resumed.
    if (resumed) return fetchVerified(url, part, file, context);
    throw error;
  }
}
