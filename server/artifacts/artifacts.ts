import type { ReadStream } from 'node:fs';
import { type FileHandle, lutimes, mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Header, headerEnd, readHeader } from '../../shared/safetensors/index.ts';
import { CorruptArtifact, MissingArtifact, writeFailure } from './errors.ts';
import { removeLeftovers, temporary } from './leftovers.ts';
import { checkFolder, NotOwnFile, openFile } from './open-file.ts';
import { placeOf } from './place.ts';
import { listFiles, removeFile } from './removal.ts';
import { Verified } from './verified.ts';

/** Immutable files named by the sha256 of their bytes. Server and trainer processes write to one folder. */
export type Artifacts = Awaited<ReturnType<typeof openArtifacts>>;

/** Enough for the header of most models in one read, in bytes. */
const FIRST_READ = 64 * 1024;

/**
 * Opens the folder, made when absent: `<folder>/sha256/ab/<hex>`. What writes that never ended left there is removed.
 * Every method throws BadDigest for a name that is no digest.
 */
export async function openArtifacts(place: string) {
  await mkdir(place, { recursive: true });
  // The folder itself may be a link to a larger disk; below it nothing is.
  const folder = await realpath(place);
  await removeLeftovers(folder);
  const verified = new Verified();

  const pathOf = (digest: string): string => placeOf(folder, digest);

  /** @throws MissingArtifact, CorruptArtifact for what is no file of this folder */
  async function opened(digest: string): Promise<FileHandle> {
    const handle = await openFile(pathOf(digest)).catch((error: unknown) => {
      throw error instanceof NotOwnFile
        ? new CorruptArtifact(digest, error.message, { cause: error })
        : error;
    });
    if (!handle) throw new MissingArtifact(digest);
    return handle;
  }

  async function using<T>(digest: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
    const handle = await opened(digest);
    return use(handle).finally(() => handle.close());
  }

  /** Bytes; null when there is no such artifact. */
  const size = (digest: string): Promise<number | null> =>
    using(digest, async (handle) => (await handle.stat()).size).catch((error: unknown) => {
      if (error instanceof MissingArtifact || error instanceof CorruptArtifact) return null;
      throw error;
    });

  /** The bytes, which are those that were put. @throws MissingArtifact, CorruptArtifact */
  async function read(digest: string): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await using(digest, (handle) => handle.readFile());
    if ((await digestOf(bytes)) !== digest) throw otherBytes(digest, pathOf(digest));
    return bytes as Uint8Array<ArrayBuffer>;
  }

  /** A damaged file does not count: putting its bytes again mends it. */
  const isIntact = (digest: string): Promise<boolean> =>
    read(digest).then(
      () => true,
      () => false,
    );

  return {
    /**
     * Keeps the bytes; the same bytes are one file, however often and by whomever they are put.
     * @throws DiskFull, FolderReadOnly
     */
    async put(bytes: Uint8Array): Promise<{ digest: string; size: number }> {
      const digest = await digestOf(bytes);
      try {
        // Touched before it is looked at: see removeFile.
        await touch(pathOf(digest));
        if (!(await isIntact(digest))) await write(folder, pathOf(digest), bytes);
      } catch (error) {
        throw writeFailure(error, bytes.length);
      }
      return { digest, size: bytes.length };
    },

    /** @returns false, and nothing is done, when it was put within the last `minAgeMs` */
    remove: (digest: string, minAgeMs: number): Promise<boolean> =>
      removeFile(pathOf(digest), temporary(folder), minAgeMs),

    /** All that are there, with the time since each was put last. */
    list: (): AsyncGenerator<{ digest: string; ageMs: number }> => listFiles(folder),

    digestOf,
    has: async (digest: string): Promise<boolean> => (await size(digest)) !== null,
    size,
    read,

    /**
     * For downloads, in which the last byte is read when the first has long been sent: the whole file is verified before,
     * once as long as nobody touches it.
     * @throws MissingArtifact, CorruptArtifact
     */
    async stream(digest: string): Promise<{ size: number; bytes: ReadStream }> {
      const handle = await opened(digest);
      try {
        if (!(await verified.holds(digest, handle))) throw otherBytes(digest, pathOf(digest));
        const { size: whole } = await handle.stat();
        return { size: whole, bytes: handle.createReadStream({ start: 0 }) };
      } catch (error) {
        await handle.close();
        throw error;
      }
    },

    /** What a safetensors file holds, without reading its tensors. @throws MissingArtifact, BadSafetensors */
    header: (digest: string): Promise<Header> =>
      using(digest, async (handle) => {
        const { size: whole } = await handle.stat();
        const first = await readStart(handle, Math.min(whole, FIRST_READ));
        const end = Math.min(headerEnd(first), whole);
        return readHeader(end > first.length ? await readStart(handle, end) : first, whole);
      }),
  };
}

const otherBytes = (digest: string, file: string): CorruptArtifact =>
  new CorruptArtifact(digest, `${file} has other bytes`);

/** Says that somebody wants these bytes from now on. */
async function touch(file: string): Promise<void> {
  const now = new Date();
  await lutimes(file, now, now).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}

/** Off the event loop: a large file takes some hundred milliseconds. */
async function digestOf(bytes: Uint8Array): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return `sha256:${Buffer.from(hash).toString('hex')}`;
}

/** A reader sees the whole file or none, and what was put is still there after a power cut. */
async function write(folder: string, file: string, bytes: Uint8Array): Promise<void> {
  const draft = temporary(folder);
  try {
    // Before its folder is made: on a file system that is read-only, Node says of a recursive mkdir that nothing is there.
    const handle = await open(draft, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await mkdir(dirname(file), { recursive: true });
    await checkFolder(dirname(file));
    // A link that lies there is replaced, not written through.
    await rename(draft, file);
  } catch (error) {
    // What failed is what is told, whatever becomes of the draft.
    await rm(draft, { force: true }).catch(() => {});
    throw error;
  }
  await syncFolder(dirname(file));
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}

async function readStart(handle: FileHandle, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  const { bytesRead } = await handle.read(bytes, 0, length, 0);
  return bytes.subarray(0, bytesRead);
}
