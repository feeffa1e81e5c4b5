import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../server/data/index.ts';
import { receiptOf } from '../../server/trainer/receipt.ts';
import { Receipt } from '../../shared/receipt.ts';
import type { JobSpec, TrainSpec } from '../../shared/spec/job-spec.ts';
import { spec } from '../store/fixture.ts';

const split = (count: number, fill: number) => ({
  images: new Uint8Array(count * 4).fill(fill),
  labels: new Uint8Array(count).fill(1),
  shape: [count, 2, 2, 1] as [number, number, number, number],
});
const dataset = (): Dataset => ({
  name: 'd',
  classes: ['a', 'b'],
  source: 'here',
  train: split(6, 1),
  valid: split(3, 2),
});
const device = {
  name: 'wasm',
  available: true,
  reason: null,
  version: '1',
  threads: 2,
  simd: true,
  gpu: null,
} as const;

const of = (changes: Partial<JobSpec> = {}, data = dataset()) => receiptOf(spec(changes), data, device);
const limited = (trainLimit: number) => ({ dataset: { ...spec().dataset, trainLimit } });

describe('a receipt', () => {
  test('keeps its schema, and is the same every time', () => {
    expect(Value.Errors(Receipt, of())).toEqual([]);
    expect(of()).toEqual(of());
  });

  test('does not care how a job is called, when it runs or what is kept of it', () => {
    const checkpoint = { everyEpochs: null, everyBatches: 5, everySeconds: null, keepLast: 1 };
    const notBefore = '2030-01-01T00:00:00.000Z';
    const other = {
      name: 'another',
      tags: ['x'],
      priority: 3,
      notBefore,
      maxAttempts: 9,
      device: 'wasm' as const,
      checkpoint,
    } satisfies Partial<TrainSpec>;
    expect(of(other).digest).toBe(of().digest);
  });

  test.each<[string, Partial<JobSpec>]>([
    ['seed', { seed: 1 }],
    ['batch size', { batchSize: 7 }],
    ['epochs', { epochs: 9 }],
    ['optimizer', { optimizer: { ...spec().optimizer, lr: 0.123 } as JobSpec['optimizer'] }],
  ])('tells another %s', (_, changes) => {
    expect(of(changes).spec).not.toBe(of().spec);
    expect(of(changes).digest).not.toBe(of().digest);
    expect(of(changes).data).toBe(of().data);
  });

  test('tells other data, as far as it is used', () => {
    const [pixel, label, unused] = [dataset(), dataset(), dataset()];
    pixel.train.images[3] = 9;
    label.valid.labels[2] = 0;
    unused.train.images[5 * 4] = 9;
    expect(of({}, pixel).data).not.toBe(of().data);
    expect(of({}, label).data).not.toBe(of().data);
    expect(of({}, unused).data).not.toBe(of().data);
    expect(of(limited(5), unused).data).toBe(of(limited(5)).data);
    expect(of(limited(5)).data).not.toBe(of().data);
    expect(of(limited(6)).data).toBe(of().data);
  });

  test('tells another device', () => {
    const other = receiptOf(spec(), dataset(), { ...device, threads: 1 });
    expect(other).toMatchObject({ spec: of().spec, data: of().data, code: of().code });
    expect(other.digest).not.toBe(of().digest);
  });
});
