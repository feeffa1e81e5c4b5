import { Prisma } from '../../prisma/generated/client.ts';
import type { Query } from '../../shared/routes.ts';
import { decodeCursor, type Place } from './cursor.ts';
import type { Tables } from './database.ts';

export type RunQuery = Query<'listRuns'>;
export type RunPlace = [sort: RunQuery['sort'], value: number | null, id: string];

/** A run found, with what it may be sorted by. */
type Found = { id: string; loss: number | null; accuracy: number | null };

/** Finds the runs of a page, and one more to know whether another page follows. @throws BadCursor */
export async function findRuns(tables: Tables, query: RunQuery): Promise<Found[]> {
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, placeIn(query.sort));
  const conditions = [Prisma.sql`TRUE`, ...filters(query), ...(after ? [beyond(after)] : [])];
  return tables.$queryRaw<Found[]>`
    SELECT r."id", r."loss", r."accuracy" FROM "Run" r JOIN "Job" j ON j."id" = r."id"
    WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY ${order(query.sort)} LIMIT ${query.limit + 1}`;
}

/** The place of a run in a list sorted so. */
export function placeOf(sort: RunQuery['sort'], run: Found): Place {
  const { column } = sorting(sort);
  return [sort, column === 'id' ? null : run[column], run.id] satisfies RunPlace;
}

function sorting(sort: RunQuery['sort']): { column: 'id' | 'loss' | 'accuracy'; down: boolean } {
  const down = sort.startsWith('-');
  const column = sort.replace('-', '') as 'createdAt' | 'loss' | 'accuracy';
  // Ids sort by creation.
  return { column: column === 'createdAt' ? 'id' : column, down };
}

const placeIn =
  (sort: RunQuery['sort']) =>
  (place: unknown[]): place is RunPlace =>
    place.length === 3 &&
    place[0] === sort &&
    (place[1] === null || typeof place[1] === 'number') &&
    typeof place[2] === 'string';

function filters({ state, name, tag, dataset, minAccuracy, maxLoss }: RunQuery): Prisma.Sql[] {
  const where: Prisma.Sql[] = [];
  if (state !== undefined) where.push(Prisma.sql`j."state" = ${state}`);
  // Not LIKE, nor Prisma's `contains`: for them % and _ in a name are wildcards.
  if (name !== undefined) where.push(Prisma.sql`instr(lower(r."name"), lower(${name})) > 0`);
  if (tag !== undefined) {
    where.push(Prisma.sql`EXISTS (SELECT 1 FROM "Tag" t WHERE t."runId" = r."id" AND t."name" = ${tag})`);
  }
  if (dataset !== undefined) where.push(Prisma.sql`r."dataset" = ${dataset}`);
  if (minAccuracy !== undefined) where.push(Prisma.sql`r."accuracy" >= ${minAccuracy}`);
  if (maxLoss !== undefined) where.push(Prisma.sql`r."loss" <= ${maxLoss}`);
  return where;
}

/** Runs without the number come last whichever way; among equals the newest comes first, so that pages do not shift. */
function order(sort: RunQuery['sort']): Prisma.Sql {
  const { column, down } = sorting(sort);
  const direction = Prisma.raw(down ? 'DESC' : 'ASC');
  if (column === 'id') return Prisma.sql`r."id" ${direction}`;
  return Prisma.sql`r.${Prisma.raw(`"${column}"`)} ${direction} NULLS LAST, r."id" DESC`;
}

/** What comes after a place in that order. */
function beyond([sort, value, id]: RunPlace): Prisma.Sql {
  const { column, down } = sorting(sort);
  const past = Prisma.raw(down ? '<' : '>');
  if (column === 'id') return Prisma.sql`r."id" ${past} ${id}`;
  const name = Prisma.raw(`r."${column}"`);
  if (value === null) return Prisma.sql`(${name} IS NULL AND r."id" < ${id})`;
  return Prisma.sql`(${name} ${past} ${value} OR ${name} IS NULL OR (${name} = ${value} AND r."id" < ${id}))`;
}
