import { stripVTControlCharacters } from 'node:util';
import { colors } from './colors.ts';

export type Field<T> = {
  title: string;
  of: (row: T) => string;
  align?: 'right';
  /** Gives way when the table is too wide. */
  gives?: boolean;
};

const GAP = 2;
/** Less says nothing. */
const LEAST = 8;

/** Rows under bold titles. Where it would be wider than `width` the fields that give way are cut. */
export function table<T>(
  fields: readonly Field<T>[],
  rows: readonly T[],
  width = Number.POSITIVE_INFINITY,
): string[] {
  const cells = rows.map((row) => fields.map(({ of }) => of(row)));
  const widths = fields.map(({ title }, i) =>
    Math.max(title.length, ...cells.map((row) => lengthOf(row[i]!))),
  );
  const total = () => widths.reduce((sum, each) => sum + each + GAP, -GAP);
  while (total() > width) {
    const widest = fields.reduce(
      (best, { gives }, i) => (gives && widths[i]! > LEAST && widths[i]! > (widths[best] ?? 0) ? i : best),
      -1,
    );
    if (widest < 0) break;
    widths[widest]! -= 1;
  }
  const line = (values: readonly string[]) =>
    fields
      .map(({ align }, i) => padded(cut(values[i]!, widths[i]!), widths[i]!, align))
      .join(' '.repeat(GAP))
      .trimEnd();
  return [colors.bold(line(fields.map(({ title }) => title))), ...cells.map(line)];
}

/** Names and values, one a line. */
export function facts(rows: readonly (readonly [name: string, value: string])[]): string[] {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${colors.dim(name.padEnd(width))}  ${value}`);
}

const lengthOf = (text: string): number => stripVTControlCharacters(text).length;

/** Only plain text is cut. */
export const cut = (text: string, width: number): string =>
  lengthOf(text) <= width ? text : `${stripVTControlCharacters(text).slice(0, width - 1)}…`;

function padded(text: string, width: number, align: 'right' | undefined): string {
  const space = ' '.repeat(Math.max(0, width - lengthOf(text)));
  return align === 'right' ? space + text : text + space;
}
