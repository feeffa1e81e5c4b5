import { Type } from 'typebox';
import { Dataset, Device } from '../resources.ts';
import { route } from './route.ts';

/** The text format of Prometheus, by its registered media type. */
const PROMETHEUS = 'text/plain; version=0.0.4; charset=utf-8';

/** What a server has, and whether it works. */
export const surroundingRoutes = {
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
    // Asked by what watches over the process and has no token.
    scope: 'none',
    status: 200,
    reply: Type.Object({ status: Type.Literal('ok') }),
    refusals: [],
  }),
  ready: route({
    method: 'GET',
    url: '/readyz',
    summary: 'The database answers and jobs are taken',
    // Asked by what watches over the process and has no token.
    scope: 'none',
    status: 200,
    reply: Type.Object({ status: Type.Literal('ready') }),
    refusals: [503],
  }),
  metrics: route({
    method: 'GET',
    url: '/metrics',
    summary: 'Numbers for Prometheus; docs/operating.md says what they mean',
    status: 200,
    reply: Type.String(),
    produces: PROMETHEUS,
    refusals: [],
  }),
};
