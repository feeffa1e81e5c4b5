import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Artifacts, openArtifacts } from '../../server/artifacts/index.ts';

/** A folder of its own, gone after the test. */
export async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'learnd-artifacts-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export const freshArtifacts = async (): Promise<Artifacts> => openArtifacts(await freshFolder());
