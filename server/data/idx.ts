/** A decoded IDX file: `data` holds the product of `shape` unsigned bytes, last index fastest. */
export type IdxArray = { shape: number[]; data: Uint8Array };

const UINT8 = 0x08;
const DTYPES = new Map([
  [0x09, 'int8'],
  [0x0b, 'int16'],
  [0x0c, 'int32'],
  [0x0d, 'float32'],
  [0x0e, 'float64'],
]);

/**
 * Decodes the IDX format of Y. LeCun's MNIST page (http://yann.lecun.com/exdb/mnist): two zero bytes, the element
 * type, the rank, one big-endian uint32 per dimension, then the elements. Unsigned bytes only, any rank from 1.
 *
 * `data` is a view of `bytes`, not a copy.
 * @throws Error when the magic number, the element type or the length is wrong.
 */
export function decodeIdx(bytes: Uint8Array): IdxArray {
  if (bytes.length < 4)
    throw new Error(`IDX: ${bytes.length} bytes are too few for the magic number (4 bytes)`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint16(0) !== 0)
    throw new Error(`IDX: bad magic number ${hex(view.getUint32(0))}${hint(bytes)}`);

  const type = view.getUint8(2);
  if (type !== UINT8) {
    throw new Error(`IDX: element type ${DTYPES.get(type) ?? hex(type)} is not supported, only uint8 (0x08)`);
  }
  const rank = view.getUint8(3);
  if (rank === 0) throw new Error('IDX: rank 0, expected at least one dimension');

  const header = 4 + 4 * rank;
  if (bytes.length < header) {
    throw new Error(`IDX: truncated header, ${bytes.length} of ${header} bytes for rank ${rank}`);
  }
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const expected = shape.reduce((product, size) => product * size, 1);
  const found = bytes.length - header;
  if (found !== expected) {
    const what = found < expected ? 'truncated' : 'over-long';
    throw new Error(`IDX: ${what} data, ${found} bytes for shape [${shape.join(', ')}] (${expected} bytes)`);
  }
  // A plain Uint8Array even when `bytes` is a Buffer, whose slice() does not copy.
  return { shape, data: new Uint8Array(bytes.buffer, bytes.byteOffset + header, expected) };
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`;
}

function hint(bytes: Uint8Array): string {
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? ': this is gzip data, decompress it first' : '';
}
