import type { FastifyInstance } from 'fastify';
import { type Store, UnknownName } from '../../store/index.ts';
import { handle } from '../handle.ts';
import { refuseFor, unknownRun } from '../refusal.ts';

export function runRoutes(app: FastifyInstance, { runs, series, journal }: Store): void {
  handle(app, 'listRuns', ({ query }) => runs.list(query));

  handle(app, 'getRun', async ({ params: { id } }) => {
    const run = await runs.get(id);
    if (!run) throw unknownRun(id);
    return run;
  });

  handle(app, 'getMetrics', ({ params: { id }, query: { names, ...query } }) =>
    series.metrics(id, { ...query, names: listOf(names) }).catch(blame('/names')),
  );

  handle(app, 'getActivations', ({ params: { id }, query: { layers, ...query } }) =>
    series.activations(id, { ...query, layers: listOf(layers) }).catch(blame('/layers')),
  );

  handle(app, 'getEvents', async ({ params: { id }, query: { after, limit } }) => {
    const lastSeq = await journal.lastSeq(id);
    if (lastSeq === null) throw unknownRun(id);
    const items = await journal.read(id, after, limit);
    const last = items.at(-1)?.seq ?? after;
    return { items, next: last < lastSeq ? last : null };
  });
}

const listOf = (text: string | undefined): string[] | undefined =>
  text?.split(',').map((name) => name.trim());

/** Says which part of the query named something that is not there. */
const blame =
  (path: string) =>
  (error: unknown): never => {
    throw error instanceof UnknownName ? refuseFor(400, [{ path, message: error.message }]) : error;
  };
