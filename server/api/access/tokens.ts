import { createHash, timingSafeEqual } from 'node:crypto';
import { TOKEN_PATTERN } from '../../../shared/protocol.ts';

/** Kept as its digest: a token itself is forgotten once it was read. */
export type Token = { scope: 'read' | 'write'; digest: Buffer };

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Reads `TOKEN`, `read:TOKEN` or `write:TOKEN`, several separated by commas.
 * @returns the tokens, or the mistake as the end of a sentence, in which nothing of a token is repeated
 */
export function readTokens(text: string): { tokens: Token[] } | { mistake: string } {
  const tokens: Token[] = [];
  for (const [i, part] of text.split(',').entries()) {
    const which = `must be tokens separated by commas; number ${i + 1}`;
    const [name, scope = 'write'] = part.trim().split(':', 2).reverse() as [string, string?];
    if (part.split(':').length > 2 || (scope !== 'read' && scope !== 'write')) {
      return { mistake: `${which} may have read: or write: before it and no other colon` };
    }
    if (!TOKEN_PATTERN.test(name)) {
      return {
        mistake: `${which} must have at least 16 characters, each a letter, a digit or one of !#$%&'*+-.^_\`|~`,
      };
    }
    const digest = digestOf(name);
    if (tokens.some((other) => other.digest.equals(digest))) {
      return { mistake: `${which} was given before: each may stand there once` };
    }
    tokens.push({ scope, digest });
  }
  return { tokens };
}

/** The token that was shown, in a time that tells nothing of the others: all are compared, by digests of one length. */
export function findToken(tokens: readonly Token[], shown: string): Token | undefined {
  const digest = digestOf(shown);
  let found: Token | undefined;
  for (const token of tokens) if (timingSafeEqual(token.digest, digest)) found = token;
  return found;
}
