import type { Part } from './parts.ts';

const MOST = 3;

/** What an item of a list is, in a line: its kind and its first numbers. */
export function summaryOf(part: Part): string {
  if (part.type !== 'choice') return part.title;
  const kind = part.options[part.chosen]?.label ?? 'choose …';
  const facts = part.parts
    .filter(({ type, value }) => type === 'number' && value !== undefined && value !== null)
    .slice(0, MOST)
    .map(({ title, value }) => `${title.toLowerCase()} ${value}`);
  return `${part.title}: ${[kind, ...facts].join(', ')}`;
}
