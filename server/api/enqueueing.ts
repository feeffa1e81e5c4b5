import type { FastifyReply } from 'fastify';
import type { Job } from '../../shared/resources.ts';
import type { RouteName } from '../../shared/routes.ts';
import type { JobSpec } from '../../shared/spec/job-spec.ts';
import type { ApiDeps } from './deps.ts';
import { answerJob, onceOf } from './idempotency.ts';

type Asked = { route: RouteName; params: unknown; body: unknown };

/**
 * Queues the job that a request asks for, or answers with the one that it made before.
 * @param specOf works the spec out, or refuses; not asked for a request that came before: what it named may be gone
 */
export async function enqueue(
  { store, queue }: Pick<ApiDeps, 'store' | 'queue'>,
  asked: Asked,
  reply: FastifyReply,
  specOf: () => Promise<JobSpec>,
): Promise<Job> {
  const once = onceOf(reply.request, asked);
  const made = once && (await store.jobs.madeBy(once));
  if (made) return answerJob(reply, { job: made, isReplay: true });
  const spec = await specOf();
  if (!once) return answerJob(reply, { job: await queue.enqueue(spec), isReplay: false });
  // The same request may have come a second time since it was looked for.
  return answerJob(reply, await queue.enqueueOnce(spec, once));
}
