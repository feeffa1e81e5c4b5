import { describe, expect, test } from 'vitest';
import { LayerTable } from '../../../web/run/layer-table.ts';

/** What was before: `value` in every column of every step. */
function columns(steps: number[], value: number) {
  const all = new Float64Array(steps.length).fill(value);
  const hist = new Uint32Array(2 * steps.length).fill(value);
  return { step: Float64Array.from(steps), mean: all, std: all, dead: all, hist };
}
const hear = (table: LayerTable, steps: number[], value: number) => {
  const all = steps.map(() => value);
  const said = { mean: all, std: all, dead: all, hist: steps.map(() => [value, value]) };
  table.apply({ from: steps[0]!, every: 1 }, said);
};

describe('what was before of a layer', () => {
  test('may come after events, which know better from their first step on', () => {
    const table = new LayerTable(2);
    hear(table, [3, 4], 9);
    table.load(columns([0, 1, 2, 3], 1), 2);
    hear(table, [5], 9);
    expect([...table.step.values]).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...table.mean.values]).toEqual([1, 1, 1, 9, 9, 9]);
    expect([...table.hist.row(2), ...table.hist.row(3)]).toEqual([1, 1, 9, 9]);
  });

  test('is void from the step on that a rewind named in between', () => {
    const table = new LayerTable(2);
    hear(table, [4], 9);
    table.rewind(2);
    table.load(columns([0, 1, 2, 3], 1), 2);
    expect([...table.step.values]).toEqual([0, 1]);
    hear(table, [2], 8);
    expect([...table.dead.values]).toEqual([1, 1, 8]);
  });

  test('is all there is when nothing was heard, again after a clear too', () => {
    const table = new LayerTable(2);
    hear(table, [7], 9);
    table.clear();
    table.load(columns([0, 1], 1), 2);
    expect([...table.step.values]).toEqual([0, 1]);
  });
});
