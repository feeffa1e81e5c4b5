import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { UnknownName, UnknownRun } from '../../server/store/index.ts';
import { Activations, Metrics } from '../../shared/resources.ts';
import { activations, batches, facts, freshStore, runningJob } from './fixture.ts';

describe('metrics', () => {
  test('puts batches together as columns, a value not said as null', async () => {
    const store = await freshStore();
    const run = await runningJob(store);
    await store.journal.append(run, 1, [
      batches(0, [5, 4]),
      batches(0, [9], { split: 'valid' }),
      batches(2, [3, Number.NaN], { epoch: 1, lr: Float32Array.of(0.5, 0.25) }),
    ]);
    const metrics = await store.series.metrics(run, { split: 'train' });
    expect(Value.Errors(Metrics, metrics)).toEqual([]);
    expect(metrics).toEqual({
      split: 'train',
      step: [0, 1, 2, 3],
      epoch: [0, 0, 1, 1],
      columns: {
        loss: [5, 4, 3, null],
        accuracy: [0.5, 0.4, 0.3, Number.NaN].map((value) =>
          Number.isNaN(value) ? null : Math.fround(value),
        ),
        lr: [null, null, 0.5, 0.25],
      },
    });
    expect(await store.series.metrics(run, { split: 'valid', names: ['loss', 'lr'] })).toEqual({
      split: 'valid',
      step: [0],
      epoch: [0],
      columns: { loss: [9], lr: [null] },
    });
  });

  test('cuts a window out, across entries', async () => {
    const store = await freshStore();
    const run = await runningJob(store);
    for (let i = 0; i < 10; i++) await store.journal.append(run, 1, [batches(3 * i, [0, 1, 2])]);
    const window = async (from?: number, to?: number) =>
      (await store.series.metrics(run, { split: 'train', from, to })).step;
    expect(await window(4, 8)).toEqual([4, 5, 6, 7]);
    expect(await window(28)).toEqual([28, 29]);
    expect(await window(undefined, 2)).toEqual([0, 1]);
    expect(await window(5, 5)).toEqual([]);
    expect(await window(0, 2 ** 40)).toHaveLength(30);
    expect(await window(2 ** 40)).toEqual([]);
  });

  test('reads more rows than one page holds, downsampled when asked', async () => {
    const store = await freshStore();
    const run = await runningJob(store);
    const said = Array.from({ length: 450 }, (_, i) => batches(2 * i, [1, i === 300 ? 99 : 2]));
    await store.journal.append(run, 1, said);
    expect((await store.series.metrics(run, { split: 'train' })).step).toEqual(
      Array.from({ length: 900 }, (_, i) => i),
    );
    const few = await store.series.metrics(run, { split: 'train', points: 20, names: ['loss'] });
    expect(few.step.length).toBeLessThanOrEqual(20);
    expect(few.step).toEqual(expect.arrayContaining([0, 601, 899]));
    expect(few.columns.loss?.[few.step.indexOf(601)]).toBe(99);
  });

  test('tells the names it knows, and which runs it does not', async () => {
    const store = await freshStore();
    const run = await runningJob(store);
    const asked = store.series.metrics(run, { split: 'train', names: ['loss', 'losss'] });
    await expect(asked).rejects.toThrow('Unknown metric "losss". Known: loss, accuracy, lr, momentum');
    await expect(asked).rejects.toThrow(UnknownName);
    await expect(store.series.metrics('nobody', { split: 'train' })).rejects.toThrow(UnknownRun);
    expect(await store.series.metrics(run, { split: 'train' })).toMatchObject({
      columns: { loss: [], accuracy: [] },
    });
  });
});

describe('activations', () => {
  test('puts statistics together by layer, with the edges of the histogram', async () => {
    const store = await freshStore();
    const run = await runningJob(store, { hooks: { layers: 'activations', every: 2, bins: 4, max: 6 } });
    await store.journal.append(run, 1, [activations(0, 2, 2), activations(4, 1, 2)]);
    const read = await store.series.activations(run);
    expect(Value.Errors(Activations, read)).toEqual([]);
    const column = [0, 2, 4];
    const hist = [
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [0, 1, 2, 3],
    ];
    const layer = { step: column, mean: column, std: column, dead: column, hist };
    expect(read).toEqual({ bins: 4, max: 6, layers: { '0.2': layer } });
    expect((await store.series.activations(run, { from: 1, to: 4 })).layers['0.2']).toMatchObject({
      step: [2],
    });
    expect((await store.series.activations(run, { from: 2, to: 3 })).layers['0.2']).toMatchObject({
      step: [2],
    });
  });

  test('takes the last word where steps are said again', async () => {
    const store = await freshStore();
    const run = await runningJob(store);
    const again = activations(1, 2);
    again.layers['0.2']!.mean.fill(9);
    await store.journal.append(run, 1, [activations(0, 3), again]);
    expect((await store.series.activations(run)).layers['0.2']).toMatchObject({
      step: [0, 1, 2],
      mean: [0, 9, 9],
    });
  });

  test('downsamples each layer', async () => {
    const store = await freshStore();
    const run = await runningJob(store);
    await store.journal.append(run, 1, [activations(0, 500)]);
    const layer = (await store.series.activations(run, { points: 20 })).layers['0.2']!;
    expect(layer.step.length).toBeLessThanOrEqual(20);
    expect([layer.step[0], layer.step.at(-1)]).toEqual([0, 499]);
    expect(layer.hist.at(-1)).toEqual([1996, 1997, 1998, 1999]);
  });

  test('knows the layers once the model is built', async () => {
    const store = await freshStore();
    const run = await runningJob(store);
    expect((await store.series.activations(run, { layers: ['9.9'] })).layers['9.9']).toMatchObject({
      step: [],
    });
    await store.runs.setFacts(run, 1, facts(2, ['0.2', '1.2']));
    const asked = store.series.activations(run, { layers: ['9.9'] });
    await expect(asked).rejects.toThrow('Unknown layer "9.9". Known: 0.2, 1.2');
    await expect(asked).rejects.toThrow(UnknownName);
    expect(Object.keys((await store.series.activations(run)).layers)).toEqual(['0.2', '1.2']);
    await expect(store.series.activations('nobody')).rejects.toThrow(UnknownRun);
  });
});
