import { element, type Markup, text } from './markup.ts';

/** Widths of DejaVu Sans in hundredths of its size, from the space to the tilde (its `hmtx` table, rounded up). */
// biome-ignore format: a table
const WIDTHS = [
  32, 41, 46, 84, 64, 96, 78, 28, 40, 40, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 54,
  100, 69, 69, 70, 77, 64, 58, 78, 76, 30, 30, 66, 56, 87, 75, 79, 61, 79, 70, 64, 62, 74, 69, 99, 69, 62, 69, 40, 34, 40, 84, 50,
  50, 62, 64, 55, 64, 62, 36, 64, 64, 28, 28, 58, 28, 98, 64, 62, 64, 64, 42, 53, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84,
];
/** Letters of other scripts are at most so wide, but for a few. */
const OTHER = 100;
/** What bold letters take more. */
const BOLD = 1.13;

export type Weight = 'bold' | undefined;

/** Pixels that a line of text takes, or a little more than it does. */
export function widthOf(content: string, size: number, weight?: Weight): number {
  let width = 0;
  for (const letter of content) width += letter === '·' ? 32 : (WIDTHS[letter.codePointAt(0)! - 32] ?? OTHER);
  return (width / 100) * size * (weight === 'bold' ? BOLD : 1);
}

/** The beginning of a text, and a sign that there was more, when it is wider than `room` pixels. */
export function fitted(content: string, size: number, room: number, weight?: Weight): string {
  if (widthOf(content, size, weight) <= room) return content;
  const letters = [...content];
  while (letters.length > 0 && widthOf(`${letters.join('')}…`, size, weight) > room) letters.pop();
  return `${letters.join('')}…`;
}

/** Lines of at most `room` pixels, broken between words. */
export function wrapped(content: string, size: number, room: number): string[] {
  const lines: string[] = [];
  for (const word of content.split(' ')) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && widthOf(longer, size) <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line) => fitted(line, size, room));
}

export type Lettering = {
  x: number;
  y: number;
  size?: number;
  fill: string;
  anchor?: 'start' | 'middle' | 'end';
  weight?: Weight;
  /** Degrees, around its own place. */
  turned?: number;
};

/** One line of text, its base line at `y`. */
export function letters(
  content: string,
  { x, y, size = 12, fill, anchor, weight, turned }: Lettering,
): Markup {
  return element(
    'text',
    {
      x,
      y,
      'font-size': size,
      fill,
      'text-anchor': anchor,
      'font-weight': weight,
      transform: turned === undefined ? undefined : `rotate(${turned} ${Math.round(x)} ${Math.round(y)})`,
    },
    text(content),
  );
}
