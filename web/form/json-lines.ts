import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { tokensOf } from './pointer.ts';

/** What keeps a text from being JSON. Lines count from 1. */
export type Fault = { line: number; message: string };

/** A text read as JSON, with the places of what it says. */
export type Read = { value: unknown; tree: Node | undefined } | Fault;

export function readJson(text: string): Read {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true });
  try {
    return { value: JSON.parse(text), tree };
  } catch (error) {
    const first = errors[0];
    // Where they do not agree the platform's parser is right: its words, without a place.
    if (!first) return { line: 1, message: (error as Error).message };
    return { line: lineAt(text, first.offset), message: wordsOf(printParseErrorCode(first.error)) };
  }
}

/** The line of an offset in a text. */
const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

/** `CommaExpected` as people say it. */
const wordsOf = (code: string): string =>
  code.replace(/(?!^)([A-Z])/g, (letter) => ` ${letter}`).toLowerCase();

/** The line of what a pointer names, or of what is nearest around it. */
export function lineOf(text: string, tree: Node | undefined, pointer: string): number {
  const path = tokensOf(pointer);
  for (let length = path.length; tree && length >= 0; length--) {
    const node = nodeAt(tree, path.slice(0, length));
    // A field begins with its name.
    if (node) return lineAt(text, node.parent?.type === 'property' ? node.parent.offset : node.offset);
  }
  return 1;
}

/** Keys of a list are numbers there. */
function nodeAt(tree: Node, path: readonly string[]): Node | undefined {
  return path.reduce<Node | undefined>(
    (node, token) => node && findNodeAtLocation(node, [node.type === 'array' ? Number(token) : token]),
    tree,
  );
}
