import { duplicateKey } from './duplicates.ts';
import { BadSafetensors, type Dtype, MAX_HEADER, METADATA, PREFIX, sizeOf, WIDTHS } from './format.ts';

/** Where a tensor is: its bytes lie from `begin` up to, not including, `end`, counted from the start of the file. */
export type TensorInfo = { name: string; dtype: Dtype; shape: number[]; begin: number; end: number };
export type Header = {
  /** In the order of their bytes. */
  tensors: TensorInfo[];
  metadata: Record<string, string>;
};

/**
 * Bytes before the first tensor: the length of the header and the header.
 * @param bytes the first eight bytes of a file, or more
 * @throws BadSafetensors
 */
export function headerEnd(bytes: Uint8Array): number {
  if (bytes.length < PREFIX) {
    throw new BadSafetensors(
      `A safetensors file begins with ${PREFIX} bytes of length; this has ${bytes.length} bytes`,
    );
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset, PREFIX).getBigUint64(0, true);
  if (length > MAX_HEADER) {
    throw new BadSafetensors(
      `The header would be ${length} bytes long, at most ${MAX_HEADER} are allowed: is this a safetensors file?`,
    );
  }
  return PREFIX + Number(length);
}

/**
 * Reads and checks the header without touching the tensors: names, types, shapes, and that the tensors fill the rest of
 * the file without a hole and without overlap.
 * @param bytes the file, or its beginning with the whole header
 * @param size bytes of the whole file
 * @throws BadSafetensors with a sentence that names the tensor
 */
export function readHeader(bytes: Uint8Array, size = bytes.length): Header {
  const start = headerEnd(bytes);
  if (start > size) {
    throw new BadSafetensors(
      `The header should end at byte ${start}, but the file ends at ${size}: it was cut short`,
    );
  }
  const entries = Object.entries(parse(bytes.subarray(PREFIX, start)));
  const metadata = entries.find(([name]) => name === METADATA)?.[1] ?? {};
  const tensors = entries
    .filter(([name]) => name !== METADATA)
    .map(([name, info]) => tensorOf(name, info, start))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkLayout(tensors, start, size);
  return { tensors, metadata: metadataOf(metadata) };
}

function parse(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    header = JSON.parse(text);
  } catch (cause) {
    throw new BadSafetensors(`The header is not JSON in UTF-8: ${(cause as Error).message}`, { cause });
  }
  if (!isObject(header) || !text.startsWith('{')) {
    throw new BadSafetensors('The header must be a JSON object and begin with {');
  }
  const twice = duplicateKey(text);
  if (twice !== undefined) throw new BadSafetensors(`The header has the key ${quote(twice)} twice`);
  return header;
}

function metadataOf(metadata: unknown): Record<string, string> {
  if (!isObject(metadata) || Object.values(metadata).some((value) => typeof value !== 'string')) {
    throw new BadSafetensors(`${METADATA} must be an object whose values are strings`);
  }
  return metadata as Record<string, string>;
}

function tensorOf(name: string, info: unknown, start: number): TensorInfo {
  const bad = (why: string) => new BadSafetensors(`Tensor ${quote(name)}: ${why}`);
  if (!isObject(info)) throw bad('must be an object with dtype, shape and data_offsets');
  const { dtype, shape, data_offsets: offsets } = info;
  if (typeof dtype !== 'string' || !Object.hasOwn(WIDTHS, dtype)) {
    throw bad(`dtype must be one of ${Object.keys(WIDTHS).join(', ')}, got ${quote(dtype)}`);
  }
  if (!Array.isArray(shape) || !shape.every(isCount)) {
    throw bad(`shape must be a list of integers from 0, got ${quote(shape)}`);
  }
  if (
    !Array.isArray(offsets) ||
    offsets.length !== 2 ||
    !offsets.every(isCount) ||
    offsets[0]! > offsets[1]!
  ) {
    throw bad(
      `data_offsets must be [begin, end], two integers, the first not above the second, got ${quote(offsets)}`,
    );
  }
  const [begin, end] = offsets as [number, number];
  const bytes = sizeOf(shape) * WIDTHS[dtype as Dtype];
  if (end - begin !== bytes) {
    throw bad(
      `[${shape}] of ${dtype} takes ${bytes} bytes, but data_offsets [${begin}, ${end}] hold ${end - begin}`,
    );
  }
  return { name, dtype: dtype as Dtype, shape, begin: start + begin, end: start + end };
}

function checkLayout(tensors: readonly TensorInfo[], start: number, size: number): void {
  let reached = start;
  for (const { name, begin, end } of tensors) {
    if (begin !== reached) {
      const what = begin < reached ? 'overlaps the tensor before it' : 'leaves a hole before it';
      throw new BadSafetensors(
        `Tensor ${quote(name)}: ${what}; its data_offsets should begin at ${reached - start}, not ${begin - start}`,
      );
    }
    if (end > size) {
      throw new BadSafetensors(
        `Tensor ${quote(name)}: ends at byte ${end}, but the file ends at ${size}: it was cut short`,
      );
    }
    reached = end;
  }
  if (reached !== size) {
    throw new BadSafetensors(`${size - reached} bytes after the last tensor belong to none`);
  }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A name or value as JSON, cut: it came from outside and may be long. */
function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
