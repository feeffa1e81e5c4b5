import { expect, test } from 'vitest';
import { pack, unpack } from '../../server/store/packing.ts';
import { toEvent } from '../../server/store/wire.ts';
import type { Entry } from '../../shared/entries.ts';
import { activations } from './fixture.ts';

const place = { run: 'r', seq: 1, time: new Date(0) };
const bits = (column: ArrayBufferView) => [
  ...new Uint8Array(column.buffer, column.byteOffset, column.byteLength),
];

const odd: Extract<Entry, { type: 'batches' }> = {
  type: 'batches',
  epoch: 3,
  split: 'train',
  from: 7,
  loss: Float32Array.of(0.1, Number.NaN, Number.POSITIVE_INFINITY),
  accuracy: Float64Array.of(0.1, Number.NEGATIVE_INFINITY, -0),
  lr: Float32Array.of(1e-45, 3.4e38, 1 / 3),
};

test('columns keep every bit, whatever their kind and length', () => {
  const back = unpack(pack(odd)) as typeof odd;
  expect(back).toEqual(odd);
  for (const name of ['loss', 'accuracy', 'lr'] as const) expect(bits(back[name]!)).toEqual(bits(odd[name]!));
  const layers = activations(5, 3);
  expect(unpack(pack(layers))).toEqual(layers);
});

test('columns that are views of a larger buffer are packed alone', () => {
  const large = Float32Array.of(1, 2, 3, 4);
  const back = unpack(pack({ ...odd, loss: large.subarray(1, 3) })) as typeof odd;
  expect([...back.loss]).toEqual([2, 3]);
});

test('a block that does not begin at a multiple of eight is read all the same', () => {
  const { header, columns } = pack(odd);
  const shifted = new Uint8Array(columns!.length + 3);
  shifted.set(columns!, 3);
  expect(unpack({ header, columns: shifted.subarray(3) })).toEqual(odd);
});

test('on the wire a float32 is the very double it stands for, and what is not finite is null', () => {
  const event = toEvent(unpack(pack(odd)), place);
  expect(event).toEqual({
    run: 'r',
    seq: 1,
    type: 'batches',
    time: '1970-01-01T00:00:00.000Z',
    epoch: 3,
    split: 'train',
    from: 7,
    loss: [0.10000000149011612, null, null],
    accuracy: [0.1, null, -0],
    lr: [1.401298464324817e-45, Math.fround(3.4e38), Math.fround(1 / 3)],
  });
});

test('histograms become one list a batch', () => {
  const event = toEvent(activations(0, 2), place);
  expect(event).toMatchObject({
    layers: {
      '0.2': {
        mean: [0, 1],
        hist: [
          [0, 1, 2, 3],
          [4, 5, 6, 7],
        ],
      },
    },
  });
});

test('scalars that are not finite become null; an entry without columns has no block', () => {
  const entry: Entry = {
    type: 'epoch',
    epoch: 0,
    split: 'valid',
    loss: Number.NaN,
    accuracy: 0.5,
    seconds: 1,
  };
  const packed = pack(entry);
  expect(packed.columns).toBeNull();
  expect(toEvent(unpack(packed), place)).toMatchObject({ loss: null, accuracy: 0.5 });
  expect(toEvent(entry, place)).toEqual(toEvent(unpack(packed), place));
});
