import type { Tables } from './database.ts';
import { QueueFull } from './errors.ts';
import type { Limits } from './limits.ts';

/**
 * To be called inside the transaction that puts a job into the queue: nobody comes in between.
 * @throws QueueFull
 */
export async function refuseFull(tables: Tables, { maxQueue }: Pick<Limits, 'maxQueue'>): Promise<void> {
  if (maxQueue === 0) return;
  const waiting = await tables.job.count({ where: { state: 'queued' } });
  if (waiting >= maxQueue) throw new QueueFull(waiting);
}
