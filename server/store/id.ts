import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const RANDOM_BITS = 80n;

let last = 0n;

/**
 * A ULID (github.com/ulid/spec): 48 bits of time and 80 random ones, 26 letters that sort by creation. Each is above
 * the one before, also within a millisecond and when the clock is set back.
 */
export function newId(now = Date.now()): string {
  const fresh = (BigInt(now) << RANDOM_BITS) | BigInt(`0x${randomBytes(10).toString('hex')}`);
  last = fresh > last ? fresh : last + 1n;
  return Array.from({ length: 26 }, (_, i) => ALPHABET[Number((last >> BigInt(5 * (25 - i))) & 31n)]).join(
    '',
  );
}
