import type { Column, Entry } from '../../shared/entries.ts';

/** An entry at rest: JSON, and one block of bytes with all its columns, in the machine's byte order (little-endian). */
export type Packed = { header: string; columns: Uint8Array<ArrayBuffer> | null };

const KINDS = { f32: Float32Array, f64: Float64Array, u32: Uint32Array } as const;
type Kind = keyof typeof KINDS;

/** What stands for a column in the header. No field of an event is called `$`. */
type Reference = { $: [kind: Kind, offset: number, length: number] };

/** Columns begin at multiples of this many bytes, so that views of any kind can be laid over the block. */
const ALIGNMENT = 8;

/** Every column keeps its bits. Scalars that are not finite become null, as in all JSON. */
export function pack(entry: Entry): Packed {
  const parts: { offset: number; column: Column }[] = [];
  let end = 0;
  const header = JSON.stringify(entry, (_, value: unknown) => {
    if (!ArrayBuffer.isView(value)) return value;
    const column = value as Column;
    const offset = Math.ceil(end / ALIGNMENT) * ALIGNMENT;
    parts.push({ offset, column });
    end = offset + column.byteLength;
    return { $: [kindOf(column), offset, column.length] } satisfies Reference;
  });
  if (parts.length === 0) return { header, columns: null };
  const columns = new Uint8Array(end);
  for (const { offset, column } of parts) {
    columns.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), offset);
  }
  return { header, columns };
}

/** The entry as it was packed; its columns are views of the block. */
export function unpack({ header, columns }: Packed): Entry {
  const block = columns && columns.byteOffset % ALIGNMENT !== 0 ? columns.slice() : columns;
  return JSON.parse(header, (_, value: unknown) => {
    if (!block || !isReference(value)) return value;
    const [kind, offset, length] = value.$;
    return new KINDS[kind](block.buffer, block.byteOffset + offset, length);
  }) as Entry;
}

function kindOf(column: Column): Kind {
  if (column instanceof Float32Array) return 'f32';
  return column instanceof Float64Array ? 'f64' : 'u32';
}

const isReference = (value: unknown): value is Reference =>
  typeof value === 'object' && value !== null && '$' in value;
