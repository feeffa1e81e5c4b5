import path from 'node:path';
import { openDatabase } from '../../server/store/database.ts';

/** What the database of a server that has ended says is kept. */
export async function readKeptDigests(folder: string): Promise<Set<string>> {
  const database = await openDatabase(path.join(folder, 'learnd.db'));
  try {
    const [ofRuns, uploads] = await Promise.all([
      database.runArtifact.findMany({ select: { digest: true } }),
      database.upload.findMany({ select: { digest: true } }),
    ]);
    return new Set([...ofRuns, ...uploads].map(({ digest }) => digest));
  } finally {
    await database.$disconnect();
  }
}
