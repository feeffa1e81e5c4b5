import { type Static, type TSchema, Type } from 'typebox';
import { RunEvent, SPLITS } from './events.ts';
import { State } from './lifecycle.ts';
import { Activations, Dataset, Device, Job, Metrics, Run, RunSummary } from './resources.ts';
import { closed } from './spec/closed.ts';
import { JobSpec } from './spec/job-spec.ts';

/** One row a route: what comes in, what goes out. Server, client and documentation are all made from it. */
export type Route = {
  method: 'GET' | 'POST';
  url: string;
  summary: string;
  params?: TSchema;
  query?: TSchema;
  body?: TSchema;
  status: 200 | 202;
  reply: TSchema;
  /** Which refusals a caller has to expect. */
  refusals: number[];
};

const route = <const R extends Route>(row: R): R => row;
const page = <T extends TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), next: Type.Union([Type.String(), Type.Null()]) });

const ById = closed({ id: Type.String({ minLength: 1, maxLength: 64 }) });
const paging = {
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
  cursor: Type.Optional(Type.String({ maxLength: 500, description: '`next` of the page before.' })),
};
const window = {
  from: Type.Optional(Type.Integer({ minimum: 0, description: 'First step.' })),
  to: Type.Optional(Type.Integer({ minimum: 0, description: 'Step after the last.' })),
  points: Type.Optional(
    Type.Integer({
      minimum: 2,
      maximum: 100_000,
      description: 'About this many, keeping the extremes. All of them unless said.',
    }),
  ),
};
const SplitQuery = Type.Enum([...SPLITS], { default: 'train' });
const Names = Type.Optional(Type.String({ maxLength: 2000, description: 'Separated by commas.' }));

export const SORTS = ['createdAt', '-createdAt', 'accuracy', '-accuracy', 'loss', '-loss'] as const;

export const routes = {
  createJob: route({
    method: 'POST',
    url: '/jobs',
    summary: 'Queue a training job',
    body: JobSpec,
    status: 202,
    reply: Job,
    refusals: [400, 413, 415, 422],
  }),
  listJobs: route({
    method: 'GET',
    url: '/jobs',
    summary: 'Jobs, newest first',
    query: closed({ state: Type.Optional(State), ...paging }),
    status: 200,
    reply: page(Job),
    refusals: [400],
  }),
  getJob: route({
    method: 'GET',
    url: '/jobs/:id',
    summary: 'State, place in the queue, progress',
    params: ById,
    status: 200,
    reply: Job,
    refusals: [404],
  }),
  cancelJob: route({
    method: 'POST',
    url: '/jobs/:id/cancel',
    summary: 'Stop it at the next batch, or take it out of the queue',
    params: ById,
    status: 202,
    reply: Job,
    refusals: [404, 409],
  }),
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
    }),
    status: 200,
    reply: Type.Object({
      items: Type.Array(RunEvent),
      next: Type.Union([Type.Integer({ description: '`after` of the next page' }), Type.Null()]),
    }),
    refusals: [400, 404],
  }),
  listDatasets: route({
    method: 'GET',
    url: '/datasets',
    summary: 'What can be trained on',
    status: 200,
    reply: Type.Object({ items: Type.Array(Dataset) }),
    refusals: [],
  }),
  listDevices: route({
    method: 'GET',
    url: '/devices',
    summary: 'What can train, and why the rest cannot',
    status: 200,
    reply: Type.Object({ items: Type.Array(Device) }),
    refusals: [],
  }),
  health: route({
    method: 'GET',
    url: '/healthz',
    summary: 'The process answers',
    status: 200,
    reply: Type.Object({ status: Type.Literal('ok') }),
    refusals: [],
  }),
  ready: route({
    method: 'GET',
    url: '/readyz',
    summary: 'The database answers and jobs are taken',
    status: 200,
    reply: Type.Object({ status: Type.Literal('ready') }),
    refusals: [503],
  }),
} satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
type Of<N extends RouteName, K extends string> = (typeof routes)[N] extends {
  [key in K]: infer S extends TSchema;
}
  ? Static<S>
  : undefined;
export type Params<N extends RouteName> = Of<N, 'params'>;
export type Query<N extends RouteName> = Of<N, 'query'>;
export type Body<N extends RouteName> = Of<N, 'body'>;
export type Reply<N extends RouteName> = Of<N, 'reply'>;
