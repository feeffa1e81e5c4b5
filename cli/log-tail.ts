import { readFileSync } from 'node:fs';

const LINES = 20;
const WIDTH = 400;

/** The end of a log file as a paragraph for an error message; says so when there is nothing. */
export function tailOf(file: string): string {
  const lines = read(file).trimEnd().split('\n').slice(-LINES);
  if (lines.join('') === '') return ` Its log ${file} is empty.`;
  const shown = lines.map((line) => `  ${line.length > WIDTH ? `${line.slice(0, WIDTH)}…` : line}`);
  return ` The end of its log, ${file}:\n${shown.join('\n')}`;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    return `(cannot be read: ${String(cause)})`;
  }
}
