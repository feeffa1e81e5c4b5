/** Bits of a braille character, [row][column]: four rows, two columns. */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;
const BLANK = 0x2800;

/** A place between 0 and 1 on both axes, from below and from the left. */
export type Point = { x: number; y: number };

/** A line through points, in dots of braille. @param width, height in characters @returns its rows, from above */
export function polyline(points: readonly Point[], width: number, height: number): string[] {
  const [columns, rows] = [width * 2, height * 4];
  const cells = Array.from({ length: height }, () => new Array<number>(width).fill(0));
  const placed = points.map(({ x, y }) => ({
    column: Math.round(x * (columns - 1)),
    row: Math.round((1 - y) * (rows - 1)),
  }));
  for (const [i, { column, row }] of placed.entries()) {
    const from = placed[Math.max(0, i - 1)]!;
    const steps = Math.max(1, Math.abs(column - from.column), Math.abs(row - from.row));
    for (let step = 0; step <= steps; step++) {
      const c = Math.round(from.column + ((column - from.column) * step) / steps);
      const r = Math.round(from.row + ((row - from.row) * step) / steps);
      cells[r >> 2]![c >> 1]! |= DOTS[(r & 3) as 0 | 1 | 2 | 3][(c & 1) as 0 | 1];
    }
  }
  const character = (bits: number) => (bits === 0 ? ' ' : String.fromCharCode(BLANK + bits));
  return cells.map((row) => row.map(character).join('').trimEnd());
}
