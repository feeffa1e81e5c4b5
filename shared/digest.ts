/** sha256 of an artifact's bytes: its name. The pattern admits no character that means anything in a path. */
export const DIGEST = '^sha256:[0-9a-f]{64}$';

const PATTERN = new RegExp(DIGEST);

export const isDigest = (text: unknown): text is string => typeof text === 'string' && PATTERN.test(text);
