import { describe, expect, test } from 'vitest';
import { differences } from '../../cli/differences.ts';
import { csvOf } from '../../cli/metrics-csv.ts';
import { polyline } from '../../cli/render/braille.ts';
import { curveLines } from '../../cli/render/curve.ts';
import { age, brief, fixed, size } from '../../cli/render/numbers.ts';
import { table } from '../../cli/render/table.ts';
import { verdictLines } from '../../cli/render/verdicts.ts';
import { shortened } from '../../cli/run-choice.ts';

describe('numbers', () => {
  test.each([
    [0.16384, '0.164'],
    [1e-5, '1e-5'],
    [12.345, '12.3'],
    [0, '0'],
    [-0.00012345, '-1.23e-4'],
    [0.0012345, '0.00123'],
  ])('%d in three digits that count is %s', (value, text) => expect(brief(value)).toBe(text));

  test('that a diverging layer has fit their column', () => {
    expect([fixed(-7.8228e19, 3), fixed(99_999, 3)]).toEqual(['-7.8e19', '99999.000']);
  });

  test.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1536, '1.5 KiB'],
    [3 * 1024 ** 3, '3.0 GiB'],
  ])('%d bytes are %s', (bytes, text) => expect(size(bytes)).toBe(text));

  test.each([
    [0, '0 s'],
    [59, '59 s'],
    [60, '1 min'],
    [7200, '2 h'],
    [200_000, '2 d'],
    [-5, '0 s'],
  ])('%d seconds ago is %s', (seconds, text) => {
    expect(age(new Date(1e12 - seconds * 1000).toISOString(), 1e12)).toBe(text);
  });
});

describe('a table', () => {
  const fields = [
    { title: 'run', of: ([run]: string[]) => run! },
    { title: 'name', of: ([, name]: string[]) => name!, gives: true },
    { title: 'n', of: ([, , n]: string[]) => n!, align: 'right' as const },
  ];
  const rows = [
    ['r1', 'a name that is long', '1'],
    ['r22', 'short', '100'],
  ];

  test('is as wide as its values', () => {
    expect(table(fields, rows)).toEqual([
      'run  name                   n',
      'r1   a name that is long    1',
      'r22  short                100',
    ]);
  });

  test('cuts what gives way where it is too wide, and never the rest', () => {
    expect(table(fields, rows, 20)).toEqual([
      'run  name          n',
      'r1   a name th…    1',
      'r22  short       100',
    ]);
    expect(table(fields, rows, 5)[1]).toBe('r1   a name …    1');
  });

  test('cuts ids no shorter than that they differ', () => {
    expect(shortened(['01M8AJKZNQAAAA', '01M8AJKZNQAABB'])('01M8AJKZNQAAAA')).toBe('01M8AJKZNQAAA');
    expect(shortened(['01M8AJKZNQAAAA', '01M8AJKZNQAAAA'])('01M8AJKZNQAAAA')).toBe('01M8AJKZNQ');
  });
});

describe('a curve', () => {
  test('goes through its points in dots', () => {
    expect(
      polyline(
        [
          { x: 0, y: 0 },
          { x: 1, y: 1 },
        ],
        2,
        1,
      ),
    ).toEqual(['⡠⠊']);
    expect(
      polyline(
        [
          { x: 0, y: 1 },
          { x: 1, y: 1 },
        ],
        3,
        2,
      ),
    ).toEqual(['⠉⠉⠉', '']);
  });

  test('stands on a logarithmic axis, with its extremes and the mark', () => {
    expect(curveLines({ x: [0.001, 0.01, 0.1, 1], y: [4, 3, 2, 1], mark: 0.01 }, 16, 4)).toEqual([
      '4 │⠑⠢⢄⡀',
      '  │   ⠈⠑⠒⠤⣀',
      '  │        ⠉⠒⠤⣀',
      '1 │            ⠉⠒⠤⣀',
      '  └─────┴──────────',
      '        ↑ 0.01',
      '   0.001          1',
    ]);
  });

  test('leaves out what is not finite, bears a flat line, and is nothing of nothing', () => {
    const lines = curveLines({ x: [1, 10, 100], y: [2, null, 2], mark: null }, 10, 2);
    expect(lines.at(-1)).toBe('   1      100');
    expect(lines.join('')).toMatch(/[⠀-⣿]/);
    expect(curveLines({ x: [1], y: [null], mark: null })).toEqual([]);
    expect(curveLines({ x: [1, 100], y: [1, 2], mark: 100 }, 12, 2)[3]).toBe('          100 ↑');
  });
});

test('specs differ in places; lists of plain values are one', () => {
  const one = { model: { kind: 'cnn', filters: [8, 16] }, augment: [], epochs: 3 };
  const other = {
    model: { kind: 'cnn', filters: [8, 32] },
    augment: [{ kind: 'random-crop', size: 1 }],
    epochs: 3,
  };
  expect(differences([one, other, one])).toEqual([
    {
      path: 'model.filters',
      values: [
        [8, 16],
        [8, 32],
        [8, 16],
      ],
    },
    { path: 'augment', values: [[], undefined, []] },
    { path: 'augment.0.kind', values: [undefined, 'random-crop', undefined] },
    { path: 'augment.0.size', values: [undefined, 1, undefined] },
  ]);
});

test('a CSV has a field for every column, empty where there is no number', () => {
  const of = (...values: number[]) => Float64Array.from(values);
  const csv = csvOf([
    {
      split: 'train',
      step: of(0, 1),
      epoch: of(0, 0),
      columns: { loss: of(1.5, Number.NaN), lr: of(0.1, 0.2) },
    },
    { split: 'valid', step: of(0), epoch: of(0), columns: { loss: of(2) } },
  ]);
  expect(csv).toBe('split,step,epoch,loss,lr\ntrain,0,0,1.5,0.1\ntrain,1,0,,0.2\nvalid,0,0,2,\n');
});

test('a verdict says which layer, since when, and what to try', () => {
  const said = { layer: '1.2', kind: 'collapsed', since: 7, message: 'std 0.01', advice: 'Kaiming' } as const;
  expect(verdictLines(said)).toEqual(['! 1.2: collapsed since batch 7: std 0.01', '  try: Kaiming']);
  expect(verdictLines({ ...said, layer: null, kind: 'healthy', advice: null })).toEqual([
    '✓ network: healthy, std 0.01',
  ]);
});
