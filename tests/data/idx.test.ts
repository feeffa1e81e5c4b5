import { describe, expect, test } from 'vitest';
import { decodeIdx } from '../../server/data/idx.ts';
import { encodeIdx } from './tiny-dataset.ts';

describe('decodeIdx', () => {
  test.each([
    { shape: [5] },
    { shape: [2, 3] },
    { shape: [2, 3, 4] },
    { shape: [1, 2, 3, 4] },
    { shape: [0, 28, 28] },
  ])('decodes shape $shape', ({ shape }) => {
    const length = shape.reduce((product, size) => product * size, 1);
    const data = Uint8Array.from({ length }, (_, index) => index + 1);
    expect(decodeIdx(encodeIdx(shape, data))).toEqual({ shape, data });
  });

  test('decodes a view that does not start at its buffer, into a plain Uint8Array', () => {
    const padded = Buffer.concat([Buffer.alloc(3), encodeIdx([3], Uint8Array.of(7, 8, 9))]);
    const { data } = decodeIdx(padded.subarray(3));
    expect(data).toEqual(Uint8Array.of(7, 8, 9));
    expect(data.constructor).toBe(Uint8Array);
  });

  const good = encodeIdx([2, 3], new Uint8Array(6));
  const changed = (at: number, value: number) => {
    const bytes = Buffer.from(good);
    bytes[at] = value;
    return bytes;
  };
  test.each([
    { what: 'an empty file', bytes: Buffer.alloc(0), says: /0 bytes are too few for the magic number/ },
    { what: 'three bytes', bytes: good.subarray(0, 3), says: /3 bytes are too few/ },
    { what: 'a bad magic number', bytes: changed(0, 1), says: /bad magic number 0x1000802/ },
    { what: 'gzip data', bytes: Buffer.of(0x1f, 0x8b, 8, 0, 0), says: /gzip data, decompress it first/ },
    { what: 'float32 elements', bytes: changed(2, 0x0d), says: /element type float32 is not supported/ },
    { what: 'an unknown element type', bytes: changed(2, 0x42), says: /element type 0x42 is not supported/ },
    { what: 'rank 0', bytes: changed(3, 0), says: /rank 0/ },
    { what: 'a cut header', bytes: good.subarray(0, 9), says: /truncated header, 9 of 12 bytes for rank 2/ },
    {
      what: 'cut data',
      bytes: good.subarray(0, -1),
      says: /truncated data, 5 bytes for shape \[2, 3\] \(6 bytes\)/,
    },
    { what: 'too much data', bytes: Buffer.concat([good, Buffer.of(0)]), says: /over-long data, 7 bytes/ },
    { what: 'a shape beyond any memory', bytes: changed(4, 0xff), says: /truncated data/ },
  ])('refuses $what', ({ bytes, says }) => {
    expect(() => decodeIdx(bytes)).toThrow(says);
  });
});
