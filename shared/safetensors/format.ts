/**
 * The file format safetensors (github.com/huggingface/safetensors, README "Format"): 8 bytes of header length
 * (little-endian), a JSON header, the bytes of all tensors. What is refused is what that page forbids and the reference
 * implementation refuses (`SafeTensors::read_metadata`, `Metadata::validate`), and what that page forbids though the
 * reference lets it pass: the same key twice, and anything before the header's brace.
 */

/** Bytes of one value. */
export const WIDTHS = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E5M2: 1,
  F8_E4M3: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  F64: 8,
  I64: 8,
  U64: 8,
} as const;
export type Dtype = keyof typeof WIDTHS;

/** Bytes of the header's length, before the header. */
export const PREFIX = 8;
/** Of the reference implementation: a longer header is an attack, not a model. */
export const MAX_HEADER = 100_000_000;
/** The tensors begin at a multiple of so many bytes. */
export const ALIGNMENT = 8;
export const METADATA = '__metadata__';

/** Bytes that are no safetensors file, or one that cannot be read here. The message names the tensor. */
export class BadSafetensors extends Error {
  override readonly name = 'BadSafetensors';
}

/** Values of a tensor; 1 for a scalar, whose shape is []. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);

/** Whether this machine has numbers in memory as the file does. */
export const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
