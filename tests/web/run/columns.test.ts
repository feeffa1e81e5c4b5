import { describe, expect, test } from 'vitest';
import { Column, Rows } from '../../../web/run/columns.ts';

describe('a column', () => {
  test('grows past its room and keeps all', () => {
    const column = new Column();
    for (let i = 0; i < 5000; i++) column.push(i);
    column.append([7, 8]);
    expect(column.length).toBe(5002);
    expect([column.values[0], column.values[4999], column.values.at(-1)]).toEqual([0, 4999, 8]);
  });

  test('lets go of its end', () => {
    const column = new Column();
    column.append([1, 2, 3]);
    column.truncate(9);
    column.truncate(1);
    column.push(5);
    expect([...column.values]).toEqual([1, 5]);
  });
});

describe('rows', () => {
  test('grow block by block without being moved', () => {
    const rows = new Rows(3);
    rows.push([1, 2, 3]);
    const first = rows.row(0);
    for (let i = 1; i < 2500; i++) rows.push([i, i, i]);
    expect(first.buffer).toBe(rows.row(0).buffer);
    expect([...rows.row(0)]).toEqual([1, 2, 3]);
    expect([...rows.row(2499)]).toEqual([2499, 2499, 2499]);
  });

  test('are filled anew after a truncate, at the edge of a block too', () => {
    const rows = new Rows(2);
    for (let i = 0; i < 1025; i++) rows.push([i, i]);
    rows.truncate(1024);
    rows.push([9]);
    expect(rows.length).toBe(1025);
    expect([...rows.row(1024)]).toEqual([9, 0]);
    rows.truncate(10);
    rows.push([4, 4]);
    expect([...rows.row(10)]).toEqual([4, 4]);
  });
});
