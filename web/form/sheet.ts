import type { Node } from 'jsonc-parser';
import type { Issue } from '../../shared/problem.ts';
import { edited } from './editing.ts';
import { type Fault, lineOf, readJson } from './json-lines.ts';
import type { Schema } from './schema.ts';

/** One document in both of its views: as text, and as what the text says, or last said while it is no JSON. */
export type Sheet = {
  text: string;
  document: unknown;
  tree: Node | undefined;
  fault: Fault | null;
};

/** A fresh sheet, neatly written. */
export const sheetOf = (document: unknown): Sheet =>
  typed({ document }, `${JSON.stringify(document, null, 2)}`);

/** The text was typed over. */
export function typed({ document }: Pick<Sheet, 'document'>, text: string): Sheet {
  const read = readJson(text);
  return 'tree' in read
    ? { text, document: read.value, tree: read.tree, fault: null }
    : { text, document, tree: undefined, fault: read };
}

/** A field of the form was changed; see editing.ts. */
export const filledIn = (sheet: Sheet, schema: Schema, pointer: string, value: unknown): Sheet =>
  sheetOf(edited(schema, sheet.document, pointer, value));

/** A sentence at a line of the text. */
export type Note = { line: number; path: string; message: string };

/** Every mistake at its line: that the text is no JSON goes before all else. */
export function notesOf({ text, tree, fault }: Sheet, issues: readonly Issue[]): Note[] {
  if (fault) return [{ line: fault.line, path: '', message: `not JSON: ${fault.message}` }];
  return issues
    .map(({ path, message }) => ({ line: lineOf(text, tree, path), path, message }))
    .sort((a, b) => a.line - b.line);
}
