import { Type } from 'typebox';
import { DIGEST } from '../digest.ts';

export const Digest = Type.String({
  pattern: DIGEST,
  description: 'Name of an artifact: what POST /artifacts answered.',
});
