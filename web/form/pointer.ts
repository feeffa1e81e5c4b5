/** Keys and places of a JSON Pointer (RFC 6901). */
export const tokensOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));

/** The pointer of something inside of what `pointer` names. */
export const within = (pointer: string, key: string | number): string =>
  `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** The pointer of what holds it; null for the whole document. */
export function parentOf(pointer: string): string | null {
  const at = pointer.lastIndexOf('/');
  return at < 0 ? null : pointer.slice(0, at);
}
