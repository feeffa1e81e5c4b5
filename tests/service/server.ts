import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type ServerChild, startServer } from '../../cli/server-child.ts';
import { type Client, createClient, type JobDraft } from '../../client/index.ts';
import type { Run } from '../../shared/resources.ts';

/** One real server, with its trainers, for all tests of a file. */
export function withServer(): { client: () => Client; url: () => string } {
  let folder: string;
  let server: ServerChild;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'learnd-service-'));
    server = await startServer({ dataDir: folder, signal: AbortSignal.timeout(60_000) });
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });
  return { client: () => createClient(server.url), url: () => server.url };
}

/** Submits a job and waits for its end. */
export async function trained(client: Client, draft: JobDraft): Promise<Run> {
  const { id } = await client.submit(draft);
  return endOf(client, id);
}

export async function endOf(client: Client, id: string): Promise<Run> {
  for await (const _ of client.watch(id)) {
    // To its end.
  }
  return client.runs.get(id);
}
