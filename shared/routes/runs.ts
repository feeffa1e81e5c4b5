import { Type } from 'typebox';
import { EVENT_TYPES, RunEvent, SPLITS } from '../events.ts';
import { State } from '../lifecycle.ts';
import { Activations, Metrics, Run, RunSummary } from '../resources.ts';
import { closed } from '../spec/closed.ts';
import { Annotations } from '../spec/job-spec.ts';
import { ById, Nothing, page, paging, route } from './route.ts';

const window = {
  from: Type.Optional(Type.Integer({ minimum: 0, description: 'First step.' })),
  to: Type.Optional(Type.Integer({ minimum: 0, description: 'Step after the last.' })),
  points: Type.Optional(
    Type.Integer({
      minimum: 2,
      maximum: 100_000,
      description: 'At most this many, keeping the extremes. All of them unless said.',
    }),
  ),
};
const SplitQuery = Type.Enum([...SPLITS], { default: 'train' });
const Names = Type.Optional(Type.String({ maxLength: 2000, description: 'Separated by commas.' }));

const { name, tags } = Annotations;
const Annotation = closed({
  name: Type.Optional(name),
  tags: Type.Optional(tags),
  notes: Type.Optional(
    Type.Union([Type.String({ maxLength: 10_000 }), Type.Null()], { description: 'Free text.' }),
  ),
});

export const SORTS = ['createdAt', '-createdAt', 'accuracy', '-accuracy', 'loss', '-loss'] as const;

/** What was trained, and what was seen of it. */
export const runRoutes = {
  listRuns: route({
    method: 'GET',
    url: '/runs',
    summary: 'Runs: filter, sort, page through',
    query: closed({
      state: Type.Optional(State),
      name: Type.Optional(Type.String({ maxLength: 200, description: 'Part of the name.' })),
      tag: Type.Optional(Type.String({ maxLength: 100 })),
      dataset: Type.Optional(Type.String({ maxLength: 100 })),
      minAccuracy: Type.Optional(Type.Number()),
      maxLoss: Type.Optional(Type.Number()),
      sort: Type.Enum([...SORTS], { default: '-createdAt' }),
      ...paging,
    }),
    status: 200,
    reply: page(RunSummary),
    refusals: [400],
  }),
  getRun: route({
    method: 'GET',
    url: '/runs/:id',
    summary: 'One run with its epochs, device, versions and timing',
    params: ById,
    status: 200,
    reply: Run,
    refusals: [404],
  }),
  annotateRun: route({
    method: 'PATCH',
    url: '/runs/:id',
    summary:
      'Change name, tags or notes: what is left out stays, null clears. The spec stays what was asked for',
    params: ById,
    body: Annotation,
    status: 200,
    reply: Run,
    refusals: [400, 404, 413, 415],
  }),
  deleteRun: route({
    method: 'DELETE',
    url: '/runs/:id',
    summary: 'Delete a run with its job, its journal, and the artifacts that nothing else stands on',
    params: ById,
    status: 204,
    reply: Nothing,
    refusals: [404, 409],
  }),
  getMetrics: route({
    method: 'GET',
    url: '/runs/:id/metrics',
    summary: 'Loss, accuracy, rate by batch, as columns',
    params: ById,
    query: closed({
      names: Names,
      split: SplitQuery,
      ...window,
    }),
    status: 200,
    reply: Metrics,
    refusals: [400, 404],
  }),
  getActivations: route({
    method: 'GET',
    url: '/runs/:id/activations',
    summary: 'Mean, deviation, dead share and histogram by layer and batch',
    params: ById,
    query: closed({ layers: Names, ...window }),
    status: 200,
    reply: Activations,
    refusals: [400, 404],
  }),
  getEvents: route({
    method: 'GET',
    url: '/runs/:id/events',
    summary: 'The journal, page by page',
    params: ById,
    query: closed({
      after: Type.Integer({ minimum: 0, default: 0 }),
      limit: Type.Integer({ minimum: 1, maximum: 1000, default: 200 }),
      type: Type.Optional(Type.Enum([...EVENT_TYPES], { description: 'Events of this type alone.' })),
    }),
    status: 200,
    reply: Type.Object({
      items: Type.Array(RunEvent),
      next: Type.Union([Type.Integer({ description: '`after` of the next page' }), Type.Null()]),
    }),
    refusals: [400, 404],
  }),
};
