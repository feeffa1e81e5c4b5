import { createHash } from 'node:crypto';

/** A tag of what an answer is made of: the same parts, the same answer. */
export const tagOf = (...parts: readonly unknown[]): string =>
  `"${createHash('sha256').update(JSON.stringify(parts)).digest('base64url')}"`;

/** Whether whoever asks has it already, by its `If-None-Match`. */
export const knows = (header: string | undefined, etag: string): boolean =>
  header?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag) ?? false;
