/** A table's columns: a title, and the width that its values need. */
export type Column = { title: string; width: number; align?: 'left' | 'right' };

/** One line of a table. A last column to the left is not padded. */
export function line(columns: readonly Column[], values: readonly string[]): string {
  return columns
    .map(({ title, width, align = 'right' }, i) => {
      const space = Math.max(width, title.length);
      const value = values[i] ?? '';
      return align === 'right' ? value.padStart(space) : value.padEnd(space);
    })
    .join('  ')
    .trimEnd();
}

/** The line of titles. */
export const header = (columns: readonly Column[]): string =>
  line(
    columns,
    columns.map(({ title }) => title),
  );
