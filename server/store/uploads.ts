import type { Database, Tables } from './database.ts';
import type { Disposal } from './disposal.ts';
import { ArtifactInUse, DiskQuotaReached, UnknownArtifact } from './errors.ts';
import type { Files } from './files.ts';
import type { Limits } from './limits.ts';
import { bytesNamed, isNamed } from './references.ts';
import type { Writer } from './writer.ts';

type Artifact = { digest: string; size: number };
/** What was sent, not yet written. */
type Sent = { size: number; digest: () => Promise<string>; put: () => Promise<Artifact> };
type UploadDeps = { files: Files; limits: Limits; disposal: Disposal };

/** Runs that a refusal names at most. */
const NAMED = 5;
/** More often than files are removed while one of them is put. */
const TRIES = 5;

/** Artifacts that people send, and that stay until they delete them. */
export type Uploads = ReturnType<typeof openUploads>;

export function openUploads(database: Database, writer: Writer, { files, limits, disposal }: UploadDeps) {
  async function refuseOver(tables: Tables, size: number): Promise<void> {
    const { diskQuota } = limits;
    if (diskQuota > 0 && (await bytesNamed(tables)) + size > diskQuota) {
      throw new DiskQuotaReached(`${size.toLocaleString('en')} bytes`, diskQuota);
    }
  }

  /** @returns null when the file went away before its row was there */
  const note = ({ digest, size }: Artifact): Promise<Artifact | null> =>
    writer.write(async (tables) => {
      if ((await files.size(digest)) === null) return null;
      if (!(await isNamed(tables, digest))) await refuseOver(tables, size);
      const createdAt = new Date();
      await tables.upload.upsert({ where: { digest }, create: { digest, size, createdAt }, update: {} });
      return { digest, size };
    });

  return {
    /** Whether a run or somebody who sent it wants this artifact. */
    isKept: (digest: string): Promise<boolean> => isNamed(database, digest),

    /**
     * Keeps what somebody sends.
     * @throws DiskQuotaReached before anything is written
     */
    async keep({ size, digest, put }: Sent): Promise<Artifact> {
      if (limits.diskQuota > 0 && !(await isNamed(database, await digest())))
        await refuseOver(database, size);
      for (let tries = 0; tries < TRIES; tries++) {
        const artifact = await put();
        const kept = await note(artifact).catch(async (error) => {
          // What failed is what is told, whatever becomes of the file.
          await disposal.drop([artifact.digest]).catch(() => {});
          throw error;
        });
        if (kept) return kept;
      }
      throw new Error('The file was removed again and again while it was put');
    },

    /** @throws UnknownArtifact, ArtifactInUse */
    async remove(digest: string): Promise<void> {
      await writer.write(async (tables) => {
        const runs = await tables.runArtifact.findMany({
          where: { digest },
          distinct: ['runId'],
          select: { runId: true },
        });
        const names = runs.map(({ runId }) => runId);
        if (names.length > 0) {
          throw new ArtifactInUse(digest, names.slice(0, NAMED), Math.max(0, names.length - NAMED));
        }
        const { count } = await tables.upload.deleteMany({ where: { digest } });
        if (count === 0) throw new UnknownArtifact(digest);
      });
      // Its row is gone: a file that could not be removed is left to the sweep.
      await disposal.drop([digest]).catch(() => {});
    },
  };
}
