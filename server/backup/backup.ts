import { access, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { copyDatabase, type Holdings, inspectDatabase } from '../store/copy.ts';
import { bringArtifacts, type Findings, inspectArtifacts } from './artifacts.ts';

/** What a backup holds. */
export type Contents = Pick<Holdings, 'runs' | 'events'> & { artifacts: Findings };

/** So often the database is copied when artifacts that it refers to were dropped before they were brought over. */
const ROUNDS = 3;

const databaseOf = (folder: string): string => join(folder, 'learnd.db');
const artifactsOf = (folder: string): string => join(folder, 'artifacts');

/**
 * Copies a data folder as it is at one moment, while a server works on it or not: the database first, then the
 * artifacts that the copy refers to, which were all there before it. A server can be started on the copy. The cache of
 * datasets is not in it: they are fetched again.
 * @param destination appears whole, or not at all; must not exist, or be empty
 * @throws Error with a sentence when it cannot be made
 */
export async function backUp(data: string, destination: string): Promise<Contents> {
  const target = resolve(destination);
  const draft = `${target}.partial`;
  await access(databaseOf(data)).catch((cause) => {
    throw new Error(`There is no database in ${data}: is LEARND_DATA the data folder of the server?`, {
      cause,
    });
  });
  refuseWithin(resolve(data), target);
  await refuseFull(target);
  await mkdir(dirname(target), { recursive: true });
  // It has all that the data folder has, which is its user's alone too.
  await mkdir(draft, { mode: 0o700 }).catch((cause) => {
    throw new Error(
      cause.code === 'EEXIST'
        ? `${draft} is there already: another backup is being made, or one was broken off. If none is, remove it`
        : `${draft} cannot be made: ${cause.message}`,
      { cause },
    );
  });
  try {
    const contents = await fill(draft, data);
    await rename(draft, target);
    await sync(dirname(target));
    return contents;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

/** Reads a backup through, database and artifacts. @throws Error with a sentence when its database is unusable */
export async function inspectBackup(folder: string): Promise<Contents> {
  await access(databaseOf(folder)).catch((cause) => {
    throw new Error(`There is no backup in ${folder}: it has no learnd.db`, { cause });
  });
  const { artifacts, ...rest } = await inspectDatabase(databaseOf(folder));
  return { ...rest, artifacts: await inspectArtifacts(artifacts, artifactsOf(folder)) };
}

async function fill(draft: string, data: string): Promise<Contents> {
  for (let round = 1; ; round++) {
    for (const name of await readdir(draft)) await rm(join(draft, name), { recursive: true });
    const copy = databaseOf(draft);
    await copyDatabase(databaseOf(data), copy);
    const { artifacts: digests, ...rest } = await inspectDatabase(copy);
    const artifacts = await bringArtifacts(digests, artifactsOf(data), artifactsOf(draft));
    // Dropped meanwhile, by retention or by somebody's DELETE? A newer copy does not refer to them any more.
    if (artifacts.missing.length > 0 && round < ROUNDS) continue;
    await sync(copy);
    await sync(draft);
    return { ...rest, artifacts };
  }
}

/** The next backup would be a part of the data, and a disk that is lost would take both. */
function refuseWithin(data: string, target: string): void {
  const way = relative(data, target);
  if (way.startsWith('..') || isAbsolute(way)) return;
  throw new Error(`${target} lies in the data folder itself: name one elsewhere, best on another disk`);
}

async function refuseFull(target: string): Promise<void> {
  const found = await readdir(target).catch((error) => {
    if (error.code === 'ENOENT') return [];
    throw new Error(`${target} is no folder that a backup can be put in: ${error.message}`, { cause: error });
  });
  if (found.length > 0) throw new Error(`${target} is not empty: name a folder that does not exist yet`);
}

/** What was written is still there after a power cut. */
async function sync(path: string): Promise<void> {
  const handle = await open(path);
  await handle.sync().finally(() => handle.close());
}
