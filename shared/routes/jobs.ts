import { Type } from 'typebox';
import { State } from '../lifecycle.ts';
import { Job } from '../resources.ts';
import { closed } from '../spec/closed.ts';
import { JobSpec } from '../spec/job-spec.ts';
import { ById, page, paging, route } from './route.ts';

export const jobRoutes = {
  createJob: route({
    method: 'POST',
    url: '/jobs',
    summary: 'Queue a training job',
    body: JobSpec,
    takesKey: true,
    status: 202,
    reply: Job,
    refusals: [400, 413, 415, 422, 429, 507],
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
  pauseJob: route({
    method: 'POST',
    url: '/jobs/:id/pause',
    summary: 'Stop it at the next batch, keep all of it, and free the device',
    params: ById,
    status: 202,
    reply: Job,
    refusals: [404, 409],
  }),
  resumeJob: route({
    method: 'POST',
    url: '/jobs/:id/resume',
    summary: 'Queue a paused job again: it goes on where it stopped',
    params: ById,
    status: 202,
    reply: Job,
    refusals: [404, 409, 429],
  }),
  retryJob: route({
    method: 'POST',
    url: '/jobs/:id/retry',
    summary: 'Queue a failed or cancelled job again: the same run goes on from its last checkpoint',
    params: ById,
    status: 202,
    reply: Job,
    refusals: [404, 409, 429],
  }),
};
