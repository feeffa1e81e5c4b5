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
  const entry = JSON.parse(header) as Entry;
  if (columns) lay(entry, columns.byteOffset % ALIGNMENT === 0 ? columns : columns.slice());
  return entry;
}

/** Puts columns in the place of their references. A reviver of JSON.parse would take ten times as long. */
function lay(parent: object, block: Uint8Array<ArrayBuffer>): void {
  const fields = parent as Record<string, unknown>;
  for (const key in fields) {
    const value = fields[key];
    if (typeof value !== 'object' || value === null) continue;
    if (isReference(value)) {
      const [kind, offset, length] = value.$;
      fields[key] = new KINDS[kind](block.buffer, block.byteOffset + offset, length);
    } else lay(value, block);
  }
}

function kindOf(column: Column): Kind {
  if (column instanceof Float32Array) return 'f32';
  return column instanceof Float64Array ? 'f64' : 'u32';
}

const isReference = (value: object): value is Reference => '$' in value;
