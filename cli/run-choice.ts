import type { Client } from '../client/index.ts';
import { UsageError } from './usage.ts';

const FULL = 26;
/** An id is a ULID: Crockford's letters, in which case does not matter. */
const LETTERS = /^[0-9a-hjkmnp-tv-z]+$/i;
const PAGE = 500;
/** So many of those that begin alike are named. */
const NAMED = 5;

/** The id of the run that somebody means: a whole id, the beginning of one, or `latest`. @throws UsageError for none or several */
export async function runIdOf(client: Client, text: string): Promise<string> {
  if (text === 'latest') {
    const [run] = (await client.runs.list({ limit: 1 })).items;
    if (!run) throw new UsageError('There is no run yet: learnd submit makes one.');
    return run.id;
  }
  if (text.length >= FULL || !LETTERS.test(text)) return text;
  const found = await beginningWith(client, text.toUpperCase());
  if (found.length === 1) return found[0]!;
  if (found.length === 0)
    throw new UsageError(`There is no run that begins with ${text}: learnd ls lists them.`);
  const some = found.slice(0, NAMED).map((id) => `\n  ${id}`);
  throw new UsageError(
    `Several runs begin with ${text}:${some.join('')}${found.length > NAMED ? '\n  …' : ''}`,
  );
}

/** Newest first; no more than are worth naming. Ids sort by creation, so a page below the prefix is the last. */
async function beginningWith(client: Client, prefix: string): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await client.runs.list({ limit: PAGE, ...(cursor !== undefined && { cursor }) });
    for (const { id } of items) {
      if (id.startsWith(prefix)) found.push(id);
      else if (id < prefix) return found;
    }
    cursor = next ?? undefined;
  } while (cursor !== undefined && found.length <= NAMED);
  return found;
}

/** Ids cut so that they still differ, and no shorter than their time: 10 letters. */
export function shortened(ids: readonly string[]): (id: string) => string {
  let length = 10;
  while (length < FULL && new Set(ids.map((id) => id.slice(0, length))).size < new Set(ids).size) length += 1;
  return (id) => id.slice(0, length);
}
