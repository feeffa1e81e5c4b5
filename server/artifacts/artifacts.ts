import type { ReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDigest } from '../../shared/digest.ts';
import { type Header, headerEnd, readHeader } from '../../shared/safetensors/index.ts';
import { BadDigest, CorruptArtifact, MissingArtifact } from './errors.ts';
import { removeLeftovers, temporary } from './leftovers.ts';

/** Immutable files named by the sha256 of their bytes. Server and trainer processes write to one folder. */
export type Artifacts = Awaited<ReturnType<typeof openArtifacts>>;

/** Enough for the header of most models in one read, in bytes. */
const FIRST_READ = 64 * 1024;

/**
 * Opens the folder, made when absent: `<folder>/sha256/ab/<hex>`. What writes that never ended left there is removed.
 * Every method throws BadDigest for a name that is no digest.
 */
export async function openArtifacts(folder: string) {
  await mkdir(folder, { recursive: true });
  await removeLeftovers(folder);

  const pathOf = (digest: string): string => {
    if (!isDigest(digest)) throw new BadDigest(digest);
    const hex = digest.slice('sha256:'.length);
    return join(folder, 'sha256', hex.slice(0, 2), hex);
  };

  /** Bytes; null when there is no such artifact. */
  async function size(digest: string): Promise<number | null> {
    const file = pathOf(digest);
    return stat(file).then((found) => found.size, absentAsNull);
  }

  /** The bytes, which are those that were put. @throws MissingArtifact, CorruptArtifact */
  async function read(digest: string): Promise<Uint8Array<ArrayBuffer>> {
    const file = pathOf(digest);
    const bytes = await readFile(file).catch(absentAsNull);
    if (!bytes) throw new MissingArtifact(digest);
    if ((await digestOf(bytes)) !== digest) throw new CorruptArtifact(digest, file);
    return bytes as Uint8Array<ArrayBuffer>;
  }

  /** A damaged file does not count: putting its bytes again mends it. */
  const isIntact = (digest: string): Promise<boolean> =>
    read(digest).then(
      () => true,
      () => false,
    );

  async function openFile(digest: string): Promise<FileHandle> {
    const handle = await open(pathOf(digest)).catch(absentAsNull);
    if (!handle) throw new MissingArtifact(digest);
    return handle;
  }

  return {
    /** Keeps the bytes; the same bytes are one file, however often and by whomever they are put. */
    async put(bytes: Uint8Array): Promise<{ digest: string; size: number }> {
      const digest = await digestOf(bytes);
      if (!(await isIntact(digest))) await write(folder, pathOf(digest), bytes);
      return { digest, size: bytes.length };
    },

    has: async (digest: string): Promise<boolean> => (await size(digest)) !== null,
    size,
    read,

    /** For downloads: not verified, since the last byte is read when the first has long been sent. @throws MissingArtifact */
    async stream(digest: string): Promise<{ size: number; bytes: ReadStream }> {
      const handle = await openFile(digest);
      const found = await handle.stat();
      return { size: found.size, bytes: handle.createReadStream() };
    },

    /** What a safetensors file holds, without reading its tensors. @throws MissingArtifact, BadSafetensors */
    async header(digest: string): Promise<Header> {
      const handle = await openFile(digest);
      try {
        const { size: whole } = await handle.stat();
        const first = await readStart(handle, Math.min(whole, FIRST_READ));
        const end = Math.min(headerEnd(first), whole);
        return readHeader(end > first.length ? await readStart(handle, end) : first, whole);
      } finally {
        await handle.close();
      }
    },
  };
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
    const handle = await open(draft, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await mkdir(dirname(file), { recursive: true });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
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

function absentAsNull(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
