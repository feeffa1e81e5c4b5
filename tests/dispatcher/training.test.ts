import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../shared/events.ts';
import { ended, heard, openService, smallJob } from './service.ts';

const of = <T extends RunEvent['type']>(events: RunEvent[], type: T) =>
  events.filter((event): event is Extract<RunEvent, { type: T }> => event.type === type);

describe('a job, trained', () => {
  test('tells every batch and every activation once, in order, and ends', async () => {
    const service = await openService();
    const { id } = await service.queue.enqueue(smallJob({ hooks: { every: 3, bins: 20 } }));
    await ended(service, id);
    const events = await service.store.journal.read(id, 0, 1000);

    expect(of(events, 'state').map(({ to }) => to)).toEqual(['queued', 'running', 'succeeded']);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
    for (const [split, count] of [
      ['train', 8],
      ['valid', 4],
    ] as const) {
      const steps = of(events, 'batches')
        .filter((event) => event.split === split)
        .flatMap(({ from, loss }) => loss.map((_, i) => from + i));
      expect(steps, split).toEqual(Array.from({ length: count }, (_, i) => i));
    }
    const watched = of(events, 'activations').flatMap(({ from, every, layers }) =>
      layers['0.2']!.mean.map((_, i) => from + i * every),
    );
    expect(watched).toEqual([0, 3, 6]);
    expect(of(events, 'epoch').map(({ epoch, split }) => `${epoch} ${split}`)).toEqual([
      '0 train',
      '0 valid',
      '1 train',
      '1 valid',
    ]);

    const run = (await service.store.runs.get(id))!;
    expect(run.facts).toMatchObject({
      device: { name: 'wasm', threads: 2, gpu: null },
      layers: ['0.2', '1.2', '2.2', '3.2'].map((name) => ({ name, kind: 'GeneralReLU' })),
      steps: { train: 4, valid: 2 },
      // 30,154 in the convolutions, 240 in the batch norms.
      parameters: 30_394,
    });
    const losses = of(events, 'batches').flatMap(({ split, loss }) => (split === 'train' ? loss : []));
    expect(run.table[0]!.train!.loss).toBeCloseTo(
      losses.slice(0, 4).reduce<number>((a, b) => a + b!, 0) / 4,
      6,
    );
    expect(losses.at(-1)!).toBeLessThan(losses[0]!);
  });

  test('the same spec gives the same losses to the bit', async () => {
    const service = await openService();
    const losses = async (): Promise<unknown> => {
      const { id } = await service.queue.enqueue(smallJob());
      await ended(service, id);
      return (await service.store.series.metrics(id, { split: 'train' })).columns.loss;
    };
    expect(await losses()).toEqual(await losses());
  });

  test('cancelled while it trains, it stops at the next batch, and what it saw is kept', async () => {
    const service = await openService();
    const { id } = await service.queue.enqueue(smallJob({ epochs: 10_000 }));
    await heard(service, id, ({ type }) => type === 'batches');
    const before = performance.now();
    await service.queue.cancel(id);
    await ended(service, id);
    expect(performance.now() - before).toBeLessThan(1000);
    expect((await service.store.jobs.get(id))!.state).toBe('cancelled');
    const { step } = await service.store.series.metrics(id, { split: 'train' });
    expect(step.length).toBeGreaterThan(0);
  });

  test('given back when the server goes down', async () => {
    const service = await openService();
    const { id } = await service.queue.enqueue(smallJob({ epochs: 10_000 }));
    await heard(service, id, ({ type }) => type === 'batches');
    await service.dispatcher.stop();
    expect((await service.store.jobs.get(id))!.state).toBe('queued');
  });

  test.each([
    [
      'a loss that is not finite',
      { optimizer: { kind: 'sgd', lr: 1000 }, model: { kind: 'cnn' } },
      /^the loss is .* at training batch \d+: first not finite in layer \d\.\d/,
    ],
    [
      "the lesson's 50 layers of random weights",
      {
        model: {
          kind: 'sequential',
          layers: [
            { kind: 'flatten' },
            ...Array.from({ length: 50 }, () => ({ kind: 'linear', features: 100 })),
            { kind: 'linear', features: 10 },
          ],
        },
        init: { kind: 'normal', std: 1 },
      },
      // Each layer makes the values about 10 times as large; float32 ends at 3.4e38.
      /^the loss is NaN at training batch 0: first not finite in layer 3\d \(Linear\), whose weights are finite/,
    ],
    [
      'a file that is no state of an optimizer',
      { init: { kind: 'weights', artifact: `sha256:${'0'.repeat(64)}` } },
      /^There is no artifact sha256:0+$/,
    ],
  ])('%s fails the job with a sentence', async (_, changes, sentence) => {
    const service = await openService();
    const { id } = await service.queue.enqueue(smallJob(changes));
    await ended(service, id);
    expect(await service.store.jobs.get(id)).toMatchObject({
      state: 'failed',
      error: expect.stringMatching(sentence),
    });
  });
});

describe('a trainer that dies', () => {
  test('is replaced until the tries are used up; each time the run says that it begins again', async () => {
    const service = await openService({ trainer: './dying-trainer.ts' });
    const { id } = await service.queue.enqueue(smallJob({ maxAttempts: 2 }));
    await ended(service, id);
    const events = await service.store.journal.read(id, 0, 1000);
    expect(of(events, 'state').map(({ to }) => to)).toEqual([
      'queued',
      'running',
      'queued',
      'running',
      'failed',
    ]);
    expect(of(events, 'rewind')).toMatchObject([{ step: 0, reason: expect.stringContaining('attempt 2') }]);
    expect((await service.store.jobs.get(id))!.error).toContain('SIGKILL');
    expect((await service.store.series.metrics(id, { split: 'train' })).step).toEqual([0]);
  });

  test('leaves the next job alone', async () => {
    const service = await openService({ trainer: './dying-trainer.ts' });
    const jobs = [];
    for (let i = 0; i < 2; i++) jobs.push(await service.queue.enqueue(smallJob({ maxAttempts: 1 })));
    for (const { id } of jobs) await ended(service, id);
    for (const { id } of jobs) expect((await service.store.jobs.get(id))!.state).toBe('failed');
  });
});
