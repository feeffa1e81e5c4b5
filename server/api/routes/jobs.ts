import type { FastifyInstance } from 'fastify';
import type { Job } from '../../../shared/resources.ts';
import { inadmissible } from '../admission.ts';
import type { ApiDeps } from '../deps.ts';
import { enqueue } from '../enqueueing.ts';
import { handle } from '../handle.ts';
import { refuseFor, unknownJob } from '../refusal.ts';

export function jobRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { store, queue } = deps;

  handle(app, 'createJob', ({ params, body }, reply) =>
    enqueue(deps, { route: 'createJob', params, body }, reply, async () => {
      const issues = await inadmissible(body, deps);
      if (issues.length > 0) throw refuseFor(422, issues);
      return body;
    }),
  );

  handle(app, 'listJobs', ({ query }) => store.jobs.list(query));

  handle(app, 'getJob', async ({ params: { id } }) => {
    const job = await store.jobs.get(id);
    if (!job) throw unknownJob(id);
    return job;
  });

  const asked =
    (request: (id: string) => Promise<Job | null>) =>
    async ({ params: { id } }: { params: { id: string } }) => {
      const job = await request(id);
      if (!job) throw unknownJob(id);
      return job;
    };
  handle(app, 'cancelJob', asked(queue.cancel));
  handle(app, 'pauseJob', asked(queue.pause));
  handle(app, 'resumeJob', asked(queue.resume));
  handle(app, 'retryJob', asked(queue.retry));
}
