import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { DatasetFile } from './catalog.ts';
import { FileRejected } from './errors.ts';

const gunzipAsync = promisify(gunzip);
const HASH_STEP = 8 << 20;

/** The most bytes a stored copy can have: gzip adds little even to data that it cannot shrink. */
export function storedLimit(file: DatasetFile): number {
  return file.bytes + 65_536;
}

/**
 * Reads a stored copy of `file`, gzip or plain (told by its first bytes), and checks its identity.
 * @returns the decompressed IDX bytes.
 * @throws FileRejected when the content is not the catalog's; the system's error when it cannot be read.
 */
export async function readVerified(
  path: string,
  file: DatasetFile,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const { size } = await stat(path);
  if (size > storedLimit(file)) {
    throw new FileRejected(
      `${path} has ${size} bytes, more than ${file.name} can have (${storedLimit(file)})`,
    );
  }
  const bytes = await decompress(path, await readFile(path, { signal }), file);
  if (bytes.length !== file.bytes) {
    throw new FileRejected(`${path} holds ${bytes.length} bytes of data, expected ${file.bytes}`);
  }
  const found = await sha256(bytes, signal);
  if (found !== file.sha256) {
    throw new FileRejected(`${path} holds other data: sha256 ${found}, expected ${file.sha256}`);
  }
  return bytes;
}

async function decompress(path: string, stored: Buffer, file: DatasetFile): Promise<Uint8Array> {
  if (stored[0] !== 0x1f || stored[1] !== 0x8b) return stored;
  try {
    // One output chunk of the known size; more output than that is an error, so a gzip bomb cannot fill the memory.
    return await gunzipAsync(stored, { chunkSize: Math.max(64, file.bytes), maxOutputLength: file.bytes });
  } catch (cause) {
    throw new FileRejected(`${path} cannot be decompressed`, { cause });
  }
}

/** In steps, so that 47 MB do not hold up the event loop. */
async function sha256(bytes: Uint8Array, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for (let from = 0; from < bytes.length; from += HASH_STEP) {
    signal?.throwIfAborted();
    hash.update(bytes.subarray(from, from + HASH_STEP));
    await setImmediate();
  }
  return hash.digest('hex');
}
