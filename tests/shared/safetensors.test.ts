import { describe, expect, test } from 'vitest';
import {
  BadSafetensors,
  decodeSafetensors,
  encodeSafetensors,
  headerEnd,
  readHeader,
} from '../../shared/safetensors/index.ts';

type Raw = { dtype: string; shape: number[]; data_offsets: [number, number] };

/** Reads a file by the format's page alone, sharing nothing with the codec. */
function rawly(file: Uint8Array) {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = view.getUint32(0, true) + 2 ** 32 * view.getUint32(4, true);
  const text = Buffer.from(file.subarray(8, 8 + length)).toString('utf8');
  const header = JSON.parse(text) as Record<string, Raw>;
  const values = (name: string) => {
    const {
      dtype,
      data_offsets: [begin, end],
    } = header[name]!;
    const at = (i: number) => 8 + length + begin + i;
    return dtype === 'F32'
      ? Array.from({ length: (end - begin) / 4 }, (_, i) => view.getFloat32(at(4 * i), true))
      : Array.from({ length: (end - begin) / 8 }, (_, i) => view.getBigInt64(at(8 * i), true));
  };
  return { length, text, header, values };
}

/** A file of any header, right or wrong. */
function fileOf(header: unknown, data: ArrayLike<number> = [], length?: bigint): Uint8Array {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + data.length);
  new DataView(file.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  file.set(text, 8);
  file.set(data, 8 + text.length);
  return file;
}
const tensor = (dtype: string, shape: unknown, data_offsets: unknown) => ({ dtype, shape, data_offsets });
const bytesOf = (...parts: ArrayBufferView[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength)));

const model = {
  'b.weight': {
    shape: [2, 3],
    data: Float32Array.of(1, -2, 3.5, 1e-45, Number.NaN, Number.NEGATIVE_INFINITY),
  },
  'a.num_batches_tracked': { shape: [], data: [7] },
  'a.weight': { shape: [1], data: Float64Array.of(0.1) },
  empty: { shape: [0, 4], data: [] },
};

describe('writing', () => {
  test('is what the format says, read without the codec', () => {
    const file = encodeSafetensors(model, { format: 'pt' });
    const { length, text, header, values } = rawly(file);
    expect((8 + length) % 8).toBe(0);
    expect(text).toMatch(/^\{"__metadata__":\{"format":"pt"\}.*\} *$/);
    // The reference's order: wide types first, then names.
    expect(Object.keys(header).slice(1)).toEqual(['a.num_batches_tracked', 'a.weight', 'b.weight', 'empty']);
    expect(header['a.num_batches_tracked']).toEqual(tensor('I64', [], [0, 8]));
    expect(header.empty).toEqual(tensor('F32', [0, 4], [36, 36]));
    expect(values('a.num_batches_tracked')).toEqual([7n]);
    expect(values('a.weight')).toEqual([Math.fround(0.1)]);
    expect(values('b.weight')).toEqual([...model['b.weight'].data]);
    expect(file.length).toBe(8 + length + 36);
  });

  test('gives the same bytes for the same tensors, in whatever order', () => {
    const reversed = Object.fromEntries(Object.entries(model).reverse());
    expect(encodeSafetensors(reversed)).toEqual(encodeSafetensors(model));
  });

  test('refuses another number of values than the shape has, and the reserved name', () => {
    expect(() => encodeSafetensors({ w: { shape: [2, 2], data: [1] } })).toThrow(
      '"w": the shape [2,2] wants 4',
    );
    expect(() => encodeSafetensors({ __metadata__: { shape: [], data: [1] } })).toThrow(BadSafetensors);
  });
});

describe('reading', () => {
  test('gives back what was written, to the bit, from anywhere in a larger buffer', () => {
    const file = encodeSafetensors(model, { a: 'b' });
    const shifted = new Uint8Array(file.length + 3);
    shifted.set(file, 3);
    const { tensors, metadata } = decodeSafetensors(shifted.subarray(3));
    expect(metadata).toEqual({ a: 'b' });
    expect(Object.keys(tensors).sort()).toEqual(Object.keys(model).sort());
    expect(tensors['b.weight']).toEqual(model['b.weight']);
    expect(tensors['a.num_batches_tracked']).toEqual({ shape: [], data: Float32Array.of(7) });
    expect(tensors.empty).toEqual({ shape: [0, 4], data: new Float32Array(0) });
  });

  test.each<[string, ArrayBufferView, number[]]>([
    ['F64', Float64Array.of(0.1, -1e300), [Math.fround(0.1), Number.NEGATIVE_INFINITY]],
    ['I64', BigInt64Array.of(-5n, 2n ** 40n), [-5, 2 ** 40]],
    ['I32', Int32Array.of(-5, 2 ** 30), [-5, 2 ** 30]],
    ['BF16', Uint16Array.of(0x3fc0, 0xff80), [1.5, Number.NEGATIVE_INFINITY]],
    [
      'F16',
      Uint16Array.of(0x3e00, 0xc000, 0x0001, 0x7c00, 0xfbff),
      [1.5, -2, 2 ** -24, Number.POSITIVE_INFINITY, -65504],
    ],
    ['F16', Uint16Array.of(0x7e00, 0x8000), [Number.NaN, -0]],
  ])('takes %s as float32', (dtype, data, expected) => {
    const bytes = bytesOf(data);
    const file = fileOf({ x: tensor(dtype, [expected.length], [0, bytes.length]) }, bytes);
    expect(decodeSafetensors(file).tensors.x!.data).toEqual(Float32Array.from(expected));
  });

  test('a type that weights do not have is checked with the header, and refused by name when read', () => {
    const file = fileOf({ mask: tensor('BOOL', [3], [0, 3]) }, [1, 0, 1]);
    expect(readHeader(file).tensors).toMatchObject([{ name: 'mask', dtype: 'BOOL', shape: [3] }]);
    expect(() => decodeSafetensors(file)).toThrow('Tensor "mask": BOOL is not read here, only F32');
  });

  test('a tensor may have any name', () => {
    const file = encodeSafetensors(
      Object.fromEntries([
        ['__proto__', { shape: [1], data: [1] }],
        ['é"\\', { shape: [1], data: [2] }],
      ]),
    );
    const { tensors } = decodeSafetensors(file);
    expect(Object.keys(tensors).sort()).toEqual(['__proto__', 'é"\\'].sort());
    expect(Object.getPrototypeOf(tensors)).toBe(Object.prototype);
  });

  test('a header is read from the beginning of a file alone', () => {
    const file = encodeSafetensors(model);
    expect(readHeader(file.subarray(0, headerEnd(file)), file.length)).toEqual(readHeader(file));
  });

  test('a key that the format does not know does no harm, as for the reference', () => {
    const file = fileOf({ w: { ...one, strides: [1] } }, four);
    expect(decodeSafetensors(file).tensors).toEqual({ w: { shape: [1], data: Float32Array.of(0) } });
  });

  test('a file without tensors is one', () => {
    expect(decodeSafetensors(encodeSafetensors({}))).toEqual({ tensors: {}, metadata: {} });
  });
});

const one = tensor('F32', [1], [0, 4]);
const four = [0, 0, 0, 0];
const bad: [name: string, file: Uint8Array, sentence: string][] = [
  ['nothing', new Uint8Array(0), '0 bytes'],
  ['seven bytes', new Uint8Array(7), '7 bytes'],
  ['a header past the end', fileOf({}, [], 1000n), 'cut short'],
  ['a header of 100 GB', fileOf({}, [], 100_000_000_000n), 'at most 100000000'],
  ['a header of 2^64 - 1', fileOf({}, [], 2n ** 64n - 1n), 'at most 100000000'],
  ['an empty header', fileOf(''), 'not JSON'],
  ['text', fileOf('hello'), 'not JSON'],
  ['a header that is not UTF-8', fileOf('{"\xff"}'.padEnd(8)).with(10, 0xff), 'UTF-8'],
  ['a list', fileOf([]), 'must be a JSON object'],
  ['space before the header', fileOf(' {}'), 'begin with {'],
  ['a tensor that is null', fileOf({ w: null }), 'Tensor "w": must be an object'],
  ['a tensor without a type', fileOf({ w: { shape: [], data_offsets: [0, 4] } }, four), 'dtype'],
  ['an unknown type', fileOf({ w: tensor('F31', [1], [0, 4]) }, four), 'got "F31"'],
  ['a type out of the prototype', fileOf({ w: tensor('toString', [1], [0, 4]) }, four), 'got "toString"'],
  ['a shape that is a number', fileOf({ w: tensor('F32', 1, [0, 4]) }, four), 'shape'],
  ['a negative shape', fileOf({ w: tensor('F32', [-1, -1], [0, 4]) }, four), 'shape'],
  ['half a row', fileOf({ w: tensor('F32', [0.5, 2], [0, 4]) }, four), 'shape'],
  [
    'a shape too large to count',
    fileOf({ w: tensor('F32', [1e15, 1e15], [0, 4]) }, four),
    'takes 4e+30 bytes',
  ],
  ['one offset', fileOf({ w: tensor('F32', [1], [0]) }, four), 'data_offsets'],
  ['an offset that is text', fileOf({ w: tensor('F32', [1], [0, '4']) }, four), 'data_offsets'],
  ['a negative offset', fileOf({ w: tensor('F32', [1], [-4, 0]) }, four), 'data_offsets'],
  ['offsets that go back', fileOf({ w: tensor('F32', [1], [4, 0]) }, four), 'data_offsets'],
  ['too few bytes for the shape', fileOf({ w: tensor('F32', [2], [0, 4]) }, four), 'takes 8 bytes'],
  ['an end past the file', fileOf({ w: tensor('F32', [2], [0, 8]) }, four), 'cut short'],
  ['bytes of nobody at the end', fileOf({ w: one }, [...four, 1]), '1 bytes after the last tensor'],
  [
    'a hole at the start',
    fileOf({ w: tensor('F32', [1], [4, 8]) }, [...four, ...four]),
    '"w": leaves a hole',
  ],
  ['a hole', fileOf({ v: one, w: tensor('F32', [1], [8, 12]) }, Array(12).fill(0)), '"w": leaves a hole'],
  ['an overlap', fileOf({ v: one, w: tensor('F32', [1], [2, 6]) }, Array(6).fill(0)), '"w": overlaps'],
  ['the same bytes twice', fileOf({ v: one, w: one }, four), 'overlaps'],
  [
    'the same name twice',
    fileOf(`{"w":${JSON.stringify(one)},"\\u0077":${JSON.stringify(one)}}`, four),
    '"w" twice',
  ],
  [
    'the same key twice',
    fileOf('{"w":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}', four),
    '"dtype" twice',
  ],
  ['metadata that is no text', fileOf({ __metadata__: { epoch: 3 } }), '__metadata__'],
  ['metadata that is a list', fileOf({ __metadata__: ['a'] }), '__metadata__'],
];

test.each(bad)('%s is no safetensors file', (_, file, sentence) => {
  expect(() => readHeader(file)).toThrow(BadSafetensors);
  expect(() => readHeader(file)).toThrow(sentence);
});

test('a file that is cut anywhere, or has a byte more, is refused', () => {
  const file = encodeSafetensors(model);
  for (let end = 0; end < file.length; end++)
    expect(() => readHeader(file.subarray(0, end)), `${end}`).toThrow(BadSafetensors);
  expect(() => readHeader(Uint8Array.of(...file, 0))).toThrow(BadSafetensors);
});
