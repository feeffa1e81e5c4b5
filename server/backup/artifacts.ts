import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, link, lstat, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { placeOf } from '../artifacts/index.ts';

/** How the artifacts of a folder are: those that are not whole by name. */
export type Findings = { count: number; bytes: number; missing: string[]; damaged: string[] };

/** A hard link cannot be made there: another file system, or one without them. */
const NO_LINK = ['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/**
 * Brings artifacts over: as hard links where that can be, since what is named by its sha256 never changes, else as
 * copies. What lies there afterwards has been read, and is what its name says.
 * @param to a folder without any
 */
export async function bringArtifacts(
  digests: readonly string[],
  from: string,
  to: string,
): Promise<Findings> {
  for (const digest of digests) await bring(placeOf(from, digest), placeOf(to, digest));
  const findings = await inspectArtifacts(digests, to);
  for (const digest of findings.damaged) await rm(placeOf(to, digest));
  return findings;
}

/** Reads artifacts and compares each with its name. */
export async function inspectArtifacts(digests: readonly string[], folder: string): Promise<Findings> {
  const findings: Findings = { count: 0, bytes: 0, missing: [], damaged: [] };
  for (const digest of digests) {
    const file = placeOf(folder, digest);
    // A link among the artifacts would lead out of the folder.
    const found = await lstat(file).catch(unless('ENOENT'));
    if (!found) findings.missing.push(digest);
    else if (!found.isFile() || (await digestOf(file)) !== digest) findings.damaged.push(digest);
    else {
      findings.count += 1;
      findings.bytes += found.size;
    }
  }
  return findings;
}

async function bring(source: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  try {
    await link(source, target);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    // Somebody dropped it since the database was copied: who inspects the target finds it missing.
    if (code === 'ENOENT') return;
    if (!NO_LINK.includes(code)) throw error;
    await copy(source, target);
  }
}

async function copy(source: string, target: string): Promise<void> {
  await copyFile(source, target, constants.COPYFILE_FICLONE).catch(unless('ENOENT'));
  const handle = await open(target).catch(unless('ENOENT'));
  await handle?.sync().finally(() => handle.close());
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return `sha256:${hash.digest('hex')}`;
}

const unless =
  (code: string) =>
  (error: NodeJS.ErrnoException): undefined => {
    if (error.code !== code) throw error;
  };
