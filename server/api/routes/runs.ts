import type { FastifyInstance } from 'fastify';
import { type Store, TooMuchAsked, UnknownName } from '../../store/index.ts';
import { runOf } from '../checkpoints.ts';
import { handle } from '../handle.ts';
import { refuseFor, unknownRun } from '../refusal.ts';
import { checkWindow } from '../window.ts';

export function runRoutes(app: FastifyInstance, store: Store): void {
  const { runs, series, journal } = store;

  handle(app, 'listRuns', ({ query }) => runs.list(query));

  handle(app, 'getRun', ({ params: { id } }) => runOf(store, id));

  handle(app, 'annotateRun', async ({ params: { id }, body }) => {
    await runs.annotate(id, body);
    return runOf(store, id);
  });

  handle(app, 'deleteRun', async ({ params: { id } }) => {
    await runs.delete(id);
    return null;
  });

  handle(app, 'getMetrics', async ({ params: { id }, query: { names, ...query } }) => {
    checkWindow(query);
    return series.metrics(id, { ...query, names: listOf(names) }).catch(blame('/names'));
  });

  handle(app, 'getActivations', async ({ params: { id }, query: { layers, ...query } }) => {
    checkWindow(query);
    return series.activations(id, { ...query, layers: listOf(layers) }).catch(blame('/layers'));
  });

  handle(app, 'getEvents', async ({ params: { id }, query: { after, limit, type } }) => {
    const lastSeq = await journal.lastSeq(id);
    if (lastSeq === null) throw unknownRun(id);
    const items = await journal.read(id, after, limit, type);
    const last = items.at(-1)?.seq ?? after;
    if (type && items.length < limit) return { items, next: null };
    return { items, next: last < lastSeq ? last : null };
  });
}

const listOf = (text: string | undefined): string[] | undefined =>
  text?.split(',').map((name) => name.trim());

/** Says which part of the query named something that is not there, or left out what would make the answer small enough. */
const blame =
  (path: string) =>
  (error: unknown): never => {
    if (error instanceof UnknownName) throw refuseFor(400, [{ path, message: error.message }]);
    if (error instanceof TooMuchAsked) throw refuseFor(400, [{ path: '/points', message: error.message }]);
    throw error;
  };
