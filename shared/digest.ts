import { Type } from 'typebox';
import { Value } from 'typebox/value';

/** sha256 of an artifact's bytes: its name. The pattern admits no character that means anything in a path. */
export const Digest = Type.String({
  pattern: '^sha256:[0-9a-f]{64}$',
  description: 'Name of an artifact: what POST /artifacts answered.',
});

export const isDigest = (text: unknown): text is string => Value.Check(Digest, text);
