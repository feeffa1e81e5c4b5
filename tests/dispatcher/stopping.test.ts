import { expect, test } from 'vitest';
import type { State } from '../../shared/lifecycle.ts';
import { heard, openService, smallJob } from './service.ts';

async function training(name: string) {
  const service = await openService({ trainer: './stopping-trainer.ts', leaseMs: 1000 });
  const { id } = await service.queue.enqueue(smallJob({ name }));
  await heard(service, id, ({ type }) => type === 'batches');
  const reaches = (state: State) =>
    heard(service, id, (event) => event.type === 'state' && event.from === 'pausing' && event.to === state);
  return { ...service, id, reaches };
}

test('a trainer that crashes when it is to pause is lost: the job is queued, not shown as paused', async () => {
  const { queue, id, reaches } = await training('crashes');
  await queue.pause(id);
  expect(await reaches('queued')).toMatchObject({
    from: 'pausing',
    reason: expect.stringContaining('code 1'),
  });
  await queue.cancel(id);
});

test('one that does not stop within its patience is ended, and the run says that something is lost', async () => {
  const { queue, id, reaches } = await training('never stops');
  await queue.pause(id);
  expect(await reaches('paused')).toMatchObject({
    reason: expect.stringContaining('goes on from its last checkpoint'),
  });
});

test('a server that goes down lets a job that is pausing come to its pause', async () => {
  const { queue, dispatcher, store, id } = await training('takes its time');
  await queue.pause(id);
  await dispatcher.stop();
  const events = await store.journal.read(id, 0, 100);
  expect(events.at(-1)).toMatchObject({ type: 'state', from: 'pausing', to: 'paused' });
  expect(events.at(-1)).not.toHaveProperty('reason');
});
