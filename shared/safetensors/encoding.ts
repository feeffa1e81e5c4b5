import { ALIGNMENT, BadSafetensors, IS_LITTLE_ENDIAN, METADATA, PREFIX, sizeOf, WIDTHS } from './format.ts';

export type Encodable = { shape: readonly number[]; data: ArrayLike<number> };

type Part = Encodable & { name: string; dtype: 'I64' | 'F32' };

/**
 * A safetensors file of these tensors: float32, but PyTorch's batch counters (`num_batches_tracked`) as the int64 that
 * its load_state_dict expects. The same tensors give the same bytes: ordered as the reference implementation does, wide
 * types first, then by name, so that every tensor is aligned.
 * @param tensors values in row-major order; a scalar has the shape []
 * @throws BadSafetensors when a tensor has another number of values than its shape, or a reserved name
 */
export function encodeSafetensors(
  tensors: Record<string, Encodable>,
  metadata: Record<string, string> = {},
): Uint8Array<ArrayBuffer> {
  const parts = Object.entries(tensors)
    .map(([name, tensor]) => partOf(name, tensor))
    .sort(inOrder);
  let end = 0;
  const entries: [string, unknown][] = parts.map(({ name, dtype, shape, data }) => {
    const begin = end;
    end += data.length * WIDTHS[dtype];
    return [name, { dtype, shape, data_offsets: [begin, end] }];
  });
  if (Object.keys(metadata).length > 0) entries.unshift([METADATA, metadata]);
  const header = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const start = Math.ceil((PREFIX + header.length) / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(start + end);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(start - PREFIX), true);
  bytes.fill(0x20, PREFIX, start);
  bytes.set(header, PREFIX);
  let at = start;
  for (const part of parts) at = write(view, at, part);
  return bytes;
}

function partOf(name: string, { shape, data }: Encodable): Part {
  if (name === METADATA)
    throw new BadSafetensors(`A tensor cannot be called ${METADATA}: the name is reserved`);
  if (sizeOf(shape) !== data.length) {
    throw new BadSafetensors(
      `Tensor ${JSON.stringify(name)}: the shape [${shape}] wants ${sizeOf(shape)} values, got ${data.length}`,
    );
  }
  return { name, shape, data, dtype: name.endsWith('num_batches_tracked') ? 'I64' : 'F32' };
}

function inOrder(a: Part, b: Part): number {
  return WIDTHS[b.dtype] - WIDTHS[a.dtype] || (a.name < b.name ? -1 : 1);
}

/** @returns where the next tensor begins */
function write(view: DataView, at: number, { data, dtype }: Part): number {
  // Tensors begin at multiples of their width: all values at once, where the machine has them as the file does.
  if (dtype === 'F32' && IS_LITTLE_ENDIAN) {
    new Float32Array(view.buffer, at, data.length).set(data);
    return at + data.length * WIDTHS.F32;
  }
  for (let i = 0; i < data.length; i++) {
    if (dtype === 'I64') view.setBigInt64(at + i * 8, BigInt(Math.trunc(data[i]!)), true);
    else view.setFloat32(at + i * 4, data[i]!, true);
  }
  return at + data.length * WIDTHS[dtype];
}
