import { join } from 'node:path';
import { isDigest } from '../../shared/digest.ts';
import { BadDigest } from './errors.ts';

/** Where an artifact lies: `<folder>/sha256/ab/<hex>`. @throws BadDigest for a name that is no digest */
export function placeOf(folder: string, digest: string): string {
  if (!isDigest(digest)) throw new BadDigest(digest);
  const hex = digest.slice('sha256:'.length);
  return join(folder, 'sha256', hex.slice(0, 2), hex);
}
