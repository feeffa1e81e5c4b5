import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { ActivationColumns, LayerColumns, MetricColumns } from '../../../client/index.ts';
import { commonOf, metricParting, partingOf } from '../../../web/compare/parting.ts';
import { NOTHING, type ReadWindow, searchParting } from '../../../web/compare/parting-search.ts';

const BINS = 4;
const LAYERS = ['0.1', '1.1', '2.1'];

/** A made-up run: what a layer shows at a step follows from both, until something is changed in it. */
function runOf(steps: number, { layers = LAYERS, every = 1 } = {}): ActivationColumns {
  const step = Float64Array.from({ length: Math.ceil(steps / every) }, (_, i) => i * every);
  const column = (phase: number) => step.map((at) => Math.fround(Math.sin(at + phase)));
  const layer = (i: number): LayerColumns => ({
    step,
    mean: column(i),
    std: column(i + 10),
    dead: column(i + 20),
    hist: Uint32Array.from(
      { length: step.length * BINS },
      (_, at) => (step[Math.floor(at / BINS)]! * 7 + (at % BINS) + i) % 11,
    ),
  });
  return { bins: BINS, max: 10, layers: Object.fromEntries(layers.map((name, i) => [name, layer(i)])) };
}

/** The rows of some steps, as the server gives them. */
function windowOf(run: ActivationColumns, from: number, to: number): ActivationColumns {
  const cut = ({ step, mean, std, dead, hist }: LayerColumns): LayerColumns => {
    const rows = Array.from(step.keys()).filter((i) => step[i]! >= from && step[i]! < to);
    const of = (column: Float64Array) => Float64Array.from(rows, (i) => column[i]!);
    const bins = rows.flatMap((i) => [...hist.subarray(i * run.bins, (i + 1) * run.bins)]);
    return { step: of(step), mean: of(mean), std: of(std), dead: of(dead), hist: Uint32Array.from(bins) };
  };
  const layers = Object.entries(run.layers).map(([name, layer]) => [name, cut(layer)]);
  return { ...run, layers: Object.fromEntries(layers) };
}

const reading =
  (run: ActivationColumns): ReadWindow =>
  async (from, to) =>
    windowOf(run, from, to);

describe('where two runs part', () => {
  test('is nowhere as long as they are identical, NaN included', () => {
    const [one, other] = [runOf(20), runOf(20)];
    for (const run of [one, other]) run.layers['1.1']!.std[3] = Number.NaN;
    expect(partingOf(one, other)).toBeNull();
  });

  test('is the earliest step, in whatever layer', () => {
    const other = runOf(20);
    other.layers['0.1']!.mean[9] = 5;
    other.layers['2.1']!.std[7] = 5;
    expect(partingOf(runOf(20), other)).toEqual({
      step: 7,
      layer: '2.1',
      statistic: 'std',
      values: [runOf(20).layers['2.1']!.std[7], 5],
    });
  });

  test('is the first layer in forward order at that step', () => {
    const other = runOf(20);
    other.layers['2.1']!.mean[7] = 5;
    other.layers['1.1']!.dead[7] = 5;
    expect(partingOf(runOf(20), other)).toMatchObject({ step: 7, layer: '1.1', statistic: 'dead' });
  });

  test('is told of the last bit', () => {
    const other = runOf(20);
    const { mean } = other.layers['0.1']!;
    mean[4]! += 2 ** -30;
    expect(partingOf(runOf(20), other)).toMatchObject({ step: 4, layer: '0.1', statistic: 'mean' });
  });

  test('may be in a histogram alone, where that has the same bins', () => {
    const other = runOf(20);
    other.layers['1.1']!.hist[5 * BINS + 2]! += 1;
    const parting = partingOf(runOf(20), other);
    expect(parting).toMatchObject({ step: 5, layer: '1.1', statistic: 'histogram' });
    expect(parting!.values[1] - parting!.values[0]).toBe(1);
    expect(partingOf(runOf(20), { ...other, max: 5 })).toBeNull();
  });

  test('is looked for at steps that both have watched', () => {
    const other = runOf(20, { every: 4 });
    other.layers['0.1']!.mean[2] = 5;
    expect(commonOf(runOf(20), other)).toEqual({ layers: LAYERS, steps: 5 });
    expect(partingOf(runOf(20), other)).toMatchObject({ step: 8 });
    expect(partingOf(runOf(7), other)).toBeNull();
  });

  test('is looked for in layers that both have', () => {
    const other = runOf(20, { layers: ['9.9', '1.1'] });
    expect(commonOf(runOf(20), other).layers).toEqual(['1.1']);
    expect(commonOf(runOf(20), runOf(20, { layers: ['7'] }))).toEqual({ layers: [], steps: 0 });
  });
});

test('runs without a layer in common part where their losses do', () => {
  const metrics = (...loss: number[]): MetricColumns => ({
    split: 'train',
    step: Float64Array.from(loss.keys()),
    epoch: new Float64Array(loss.length),
    columns: { loss: Float64Array.from(loss), accuracy: new Float64Array(loss.length) },
  });
  expect(metricParting(metrics(1, Number.NaN, 3), metrics(1, Number.NaN, 3.5))).toEqual({
    step: 2,
    layer: null,
    statistic: 'loss',
    values: [3, 3.5],
  });
  expect(metricParting(metrics(1, 2), metrics(1, 2, 3))).toBeNull();
});

describe('the search', () => {
  test('finds what looking at everything finds, window by window', async () => {
    const change = fc.record({
      step: fc.integer({ min: 0, max: 1499 }),
      layer: fc.constantFrom(...LAYERS),
      column: fc.constantFrom('mean' as const, 'std' as const, 'dead' as const),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 4 }), async (changes) => {
        const [one, other] = [runOf(1500), runOf(1500)];
        for (const { step, layer, column } of changes) other.layers[layer]![column][step] = 9;
        const found = await searchParting(reading(one), reading(other), 1500, NOTHING, () => {});
        expect(found.parting).toEqual(partingOf(one, other));
        if (changes.length === 0) expect(found).toMatchObject({ until: 1500, shared: 1500 });
      }),
      { numRuns: 25 },
    );
  });

  test('goes on where the last one ended, and reads nothing of what was compared', async () => {
    const read = vi.fn(reading(runOf(300)));
    const told = vi.fn();
    const half = await searchParting(read, reading(runOf(300)), 100, NOTHING, told);
    expect(half).toMatchObject({ parting: null, until: 100, shared: 100, layers: LAYERS });
    expect(told.mock.lastCall).toEqual([half]);
    read.mockClear();
    const whole = await searchParting(read, reading(runOf(300)), 300, half, () => {});
    expect(whole).toMatchObject({ parting: null, until: 300, shared: 300 });
    expect(Math.min(...read.mock.calls.map(([from]) => from))).toBe(100);
  });

  test('ends at a parting, without reading on', async () => {
    const other = runOf(2000);
    other.layers['0.1']!.mean[3] = 9;
    const read = vi.fn(reading(runOf(2000)));
    const found = await searchParting(read, reading(other), 2000, NOTHING, () => {});
    expect(found.parting).toMatchObject({ step: 3 });
    expect(read).toHaveBeenCalledTimes(1);
    expect(await searchParting(read, reading(other), 2000, found, () => {})).toBe(found);
    expect(read).toHaveBeenCalledTimes(1);
  });

  test('gives up where there is no layer in common', async () => {
    const read = vi.fn(reading(runOf(2000)));
    const found = await searchParting(read, reading(runOf(2000, { layers: ['7'] })), 2000, NOTHING, () => {});
    expect(found).toMatchObject({ parting: null, layers: [] });
    expect(read).toHaveBeenCalledTimes(1);
  });
});
