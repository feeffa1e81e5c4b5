import { BadSafetensors, type Dtype, IS_LITTLE_ENDIAN, sizeOf, WIDTHS } from './format.ts';
import { readHeader, type TensorInfo } from './header.ts';

/** Values in row-major order. */
export type Tensor = { shape: number[]; data: Float32Array };

/** How one value is read; the format is little-endian on any machine. */
const READERS: Partial<Record<Dtype, (view: DataView, at: number) => number>> = {
  F32: (view, at) => view.getFloat32(at, true),
  F64: (view, at) => view.getFloat64(at, true),
  F16: (view, at) => half(view.getUint16(at, true)),
  // bfloat16 is the upper half of a float32.
  BF16: (view, at) => brainFloat(view.getUint16(at, true)),
  I32: (view, at) => view.getInt32(at, true),
  I64: (view, at) => Number(view.getBigInt64(at, true)),
};

/**
 * The tensors of a file as float32, which is what the network computes in; other types are rounded to it.
 * @throws BadSafetensors when the bytes are no such file, or a tensor has a type that weights do not have (BOOL, U8 …)
 */
export function decodeSafetensors(bytes: Uint8Array): {
  tensors: Record<string, Tensor>;
  metadata: Record<string, string>;
} {
  const { tensors, metadata } = readHeader(bytes);
  // fromEntries and not assignment: a tensor may be called __proto__.
  const decoded = Object.fromEntries(tensors.map((info) => [info.name, decode(bytes, info)]));
  return { tensors: decoded, metadata };
}

function decode(bytes: Uint8Array, { name, dtype, shape, begin, end }: TensorInfo): Tensor {
  const read = READERS[dtype];
  if (!read) {
    const known = Object.keys(READERS).join(', ');
    throw new BadSafetensors(`Tensor ${JSON.stringify(name)}: ${dtype} is not read here, only ${known}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + begin, end - begin);
  const data = new Float32Array(sizeOf(shape));
  if (dtype === 'F32' && IS_LITTLE_ENDIAN) {
    new Uint8Array(data.buffer).set(bytes.subarray(begin, end));
    return { shape, data };
  }
  const width = WIDTHS[dtype];
  for (let i = 0; i < data.length; i++) data[i] = read(view, i * width);
  return { shape, data };
}

/** IEEE 754 binary16: 1 bit sign, 5 exponent, 10 fraction. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const word = new DataView(new ArrayBuffer(4));
function brainFloat(bits: number): number {
  word.setUint32(0, bits << 16);
  return word.getFloat32(0);
}
