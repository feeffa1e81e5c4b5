import { describe, expect, test } from 'vitest';
import { Comparison } from '../../server/verify/comparison.ts';
import { verdictOf } from '../../server/verify/verdict.ts';
import type { Receipt } from '../../shared/receipt.ts';
import { batches } from '../store/fixture.ts';

const losses = { train: [1.5, 0.1, null, 0.25].map((loss) => loss && Math.fround(loss)), valid: [2] };

describe('a comparison', () => {
  test('is complete when every batch that was kept has come again', () => {
    const comparison = new Comparison(losses);
    expect(comparison.add(batches(0, [1.5, 0.1]))).toBeNull();
    expect(comparison.add(batches(2, [Number.POSITIVE_INFINITY, 0.25, 99]))).toBeNull();
    expect(comparison.isComplete).toBe(false);
    expect(comparison.add(batches(0, [2], { split: 'valid' }))).toBeNull();
    expect(comparison.isComplete).toBe(true);
    expect(comparison.done).toEqual({ train: 4, valid: 1 });
    expect(comparison.add(batches(4, [7]))).toBeNull();
    expect(comparison.end()).toBeNull();
  });

  test('finds the first batch whose loss differs in its last bit', () => {
    const comparison = new Comparison(losses);
    const [next] = new Float32Array(
      Uint32Array.of(new Uint32Array(Float32Array.of(0.1).buffer)[0]! + 1).buffer,
    );
    expect(comparison.add(batches(0, [1.5, next!, 7]))).toEqual({
      split: 'train',
      step: 1,
      kept: Math.fround(0.1),
      now: next,
    });
    expect(comparison.done.train).toBe(1);
  });

  test('knows what is not finite from what is', () => {
    expect(new Comparison({ train: [null], valid: [] }).add(batches(0, [3]))).toMatchObject({
      kept: null,
      now: 3,
    });
    expect(new Comparison({ train: [3], valid: [] }).add(batches(0, [Number.NaN]))).toMatchObject({
      kept: 3,
      now: null,
    });
  });

  test('misses what did not come, and takes no hole', () => {
    const comparison = new Comparison(losses);
    comparison.add(batches(0, [1.5]));
    expect(comparison.end()).toEqual({ split: 'train', step: 1, kept: Math.fround(0.1), now: undefined });
    expect(() => comparison.add(batches(2, [0]))).toThrow('train batch 2 after 1 batches');
  });
});

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const receipt: Receipt = {
  spec: digest('1'),
  data: digest('2'),
  code: { version: '1.0.0', digest: digest('3'), tfjs: '4.22.0', node: '20.19.0' },
  device: {
    name: 'wasm',
    version: 'tfjs-backend-wasm 4.22.0',
    threads: 2,
    simd: true,
    gpu: null,
    platform: 'linux-x64',
  },
  digest: digest('4'),
};
const alike = { train: 2, valid: 1 };
const difference = { split: 'train', step: 2, kept: 0.5, now: 0.25 } as const;

describe('a verdict', () => {
  test('is short when all is the same', () => {
    expect(verdictOf([{ step: 0, receipt }], { difference: null, alike, receipt })).toEqual({
      code: 0,
      lines: ['identical: 3 batches (2 of training, 1 of validation)'],
    });
  });

  test('names batch and losses, and blames the device when the receipts are alike', () => {
    const { code, lines } = verdictOf([{ step: 0, receipt }], { difference, alike, receipt });
    expect(code).toBe(1);
    expect(lines).toEqual([
      'batch 2 differs: loss 0.5 (kept) 0.25 (now)',
      expect.stringContaining('this device'),
    ]);
    const odd = { split: 'valid', step: 0, kept: null, now: undefined } as const;
    expect(verdictOf([{ step: 0, receipt }], { difference: odd, alike, receipt }).lines[0]).toBe(
      'validation batch 0 differs: loss not finite (kept), the replay ended before it',
    );
  });

  test.each([
    ['job', { ...receipt, spec: digest('9') }, /^ {2}job: its spec/],
    ['data', { ...receipt, data: digest('9') }, /^ {2}data: other images/],
    ['sources', { ...receipt, code: { ...receipt.code, digest: digest('9') } }, /^ {2}code: the sources/],
    [
      'node',
      { ...receipt, code: { ...receipt.code, node: '22.0.0' } },
      /^ {2}code: node 20.19.0 \(kept\) 22.0.0 \(now\)$/,
    ],
    [
      'threads',
      { ...receipt, device: { ...receipt.device, threads: 4 } },
      /^ {2}device: threads 2 \(kept\) 4 \(now\)$/,
    ],
  ])('tells that the %s changed, whether or not it mattered', (_, now, line) => {
    const bad = verdictOf([{ step: 0, receipt }], { difference, alike, receipt: now });
    expect(bad.lines.slice(1)).toEqual(['what is not as it was:', expect.stringMatching(line)]);
    const good = verdictOf([{ step: 0, receipt }], { difference: null, alike, receipt: now });
    expect(good.code).toBe(0);
    expect(good.lines.slice(1)).toEqual(['although:', expect.stringMatching(line)]);
  });

  test('tells from which batch on other code had trained, where attempts differ', () => {
    const old = { ...receipt, code: { ...receipt.code, version: '0.1.0' } };
    const kept = [
      { step: 0, receipt: old },
      { step: 4, receipt },
    ];
    expect(verdictOf(kept, { difference, alike, receipt }).lines.slice(1)).toEqual([
      'what is not as it was:',
      '  from batch 0 on:',
      expect.stringMatching(/^ {2}code: version 0\.1\.0 \(kept\)/),
    ]);
  });
});
