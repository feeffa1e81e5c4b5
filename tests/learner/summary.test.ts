import { describe, expect, test } from 'vitest';
import { tf } from '../../server/engine/index.ts';
import {
  activations,
  BatchNorm2d,
  Dropout,
  formatSummary,
  Linear,
  Random,
  Residual,
  resnet,
  Sequential,
  stateDict,
  summary,
} from '../../server/learner/index.ts';
import { onWasm } from './wasm.ts';

const model = () =>
  resnet(
    {
      inputs: 1,
      classes: 10,
      filters: [8, 16],
      activation: activations.relu,
      norm: (channels) => new BatchNorm2d(channels),
      pool: true,
    },
    new Random(1),
  );

describe('summary', () => {
  onWasm();

  test('rows in forward order, with what each layer gives, holds and costs', () => {
    const net = model();
    const { rows, parameters, mflops } = summary(net, [28, 27, 1]);
    const short = rows.map(({ name, kind, output }) => `${name} ${kind} ${output}`);
    expect(short).toEqual([
      '0.convs.0.0 Conv2d 8,28,27',
      '0.convs.0.1 BatchNorm2d 8,28,27',
      '0.convs.0.2 ReLU 8,28,27',
      '0.convs.1.0 Conv2d 8,28,27',
      '0.convs.1.1 BatchNorm2d 8,28,27',
      '0.idconv.0 Conv2d 8,28,27',
      '0.act ReLU 8,28,27',
      '1.convs.0.0 Conv2d 16,28,27',
      '1.convs.0.1 BatchNorm2d 16,28,27',
      '1.convs.0.2 ReLU 16,28,27',
      '1.convs.1.0 Conv2d 16,14,14',
      '1.convs.1.1 BatchNorm2d 16,14,14',
      '1.pool AvgPool2d 8,14,14',
      '1.idconv.0 Conv2d 16,14,14',
      '1.act ReLU 16,14,14',
      '2 GlobalAvgPool 16',
      '3 Linear 10',
      '4 BatchNorm1d 10',
    ]);
    // The course: filters at every position, all else once.
    expect(rows[0]).toMatchObject({ parameters: 72 + 8, mflops: (72 * 28 * 27 + 8) / 1e6 });
    expect(rows[1]).toMatchObject({ parameters: 16, mflops: 16 / 1e6 });
    expect(rows[2]).toMatchObject({ parameters: 0, mflops: 0 });
    expect(rows[16]).toMatchObject({ parameters: 160, mflops: 160 / 1e6 });
    expect(parameters).toBe(rows.reduce((sum, row) => sum + row.parameters, 0));
    expect(mflops).toBeCloseTo(
      rows.reduce((sum, row) => sum + row.mflops, 0),
      12,
    );
    net.dispose();
  });

  test('tells which layers run on kernels of our own, and which tfjs does alone', () => {
    const net = new Sequential(
      model(),
      new Residual(new Dropout(0.1, new Random(1))),
      new Dropout(0.1, new Random(1)),
    );
    const alone = summary(net, [28, 27, 1]).rows.filter(({ path }) => path === 'tfjs');
    // In evaluation there is nothing to drop; the sum of the residual is not the work of the layer after it.
    expect(alone.map(({ kind }) => kind)).toEqual(['Dropout', 'Dropout']);
    net.dispose();
  });

  test('leaves flags, statistics, draws and hooks as they were', () => {
    const random = new Random(9);
    const net = new Sequential(model(), new Dropout(0.5, random));
    net.children[0]!.train(false);
    const flags = () => Array.from(net.namedModules(), ([, module]) => module.training);
    const [flagsBefore, before] = [flags(), stateDict(net)];
    expect(summary(net, [8, 8, 1]).rows.at(-1)).toMatchObject({ name: '1', kind: 'Dropout', output: [10] });
    expect(flags()).toEqual(flagsBefore);
    expect(stateDict(net)).toEqual(before);
    expect(random.uniform(1, 0, 1)).toEqual(new Random(9).uniform(1, 0, 1));
    expect(summary(net, [8, 8, 1]).rows).toHaveLength(19);
    net.dispose();
  });

  test('an image that does not fit leaves nothing behind', () => {
    const net = new Sequential(new Dropout(0, new Random(1)), new Linear(3, 2, new Random(1)));
    const held = tf.memory().numTensors;
    expect(() => summary(net, [8, 8, 1])).toThrow(/Linear wants/);
    expect(tf.memory().numTensors).toBe(held);
    expect(net.training).toBe(true);
    net.dispose();
  });

  test('one layer alone is its own row', () => {
    const net = new BatchNorm2d(3);
    expect(summary(net, [4, 5, 3]).rows).toEqual([
      { name: '', kind: 'BatchNorm2d', output: [3, 4, 5], parameters: 6, mflops: 6e-6, path: 'kernels' },
    ]);
    net.dispose();
  });

  test('a layer that stands twice is counted once in the total', () => {
    const shared = new BatchNorm2d(3);
    const { rows, parameters } = summary(new Sequential(shared, shared), [4, 5, 3]);
    expect(rows.map((row) => row.parameters)).toEqual([6, 6]);
    expect(parameters).toBe(6);
    shared.dispose();
  });

  test('formatSummary is a Markdown table with the totals', () => {
    const row = {
      name: '0.0',
      kind: 'Conv2d',
      output: [8, 28, 27],
      parameters: 80,
      mflops: 0.054,
      path: 'kernels' as const,
    };
    expect(formatSummary({ rows: [row], parameters: 80, mflops: 0.054 })).toBe(
      [
        '|Layer|Kind|Output|Parameters|MFLOPS|',
        '|--|--|--|--:|--:|',
        '|0.0|Conv2d|8 x 28 x 27|80|0.1|',
        '',
        'Parameters: 80; MFLOPS: 0.1',
      ].join('\n'),
    );
  });
});
