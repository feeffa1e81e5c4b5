import { Refusal } from '../refusal.ts';

/** A request that may not come in. A socket is told by the code that belongs to the status. */
export type Denial = { refusal: Refusal; headers: Record<string, string> };

const denial = (status: number, message: string, headers: Record<string, string> = {}): Denial => ({
  refusal: new Refusal(status, message),
  headers,
});

export const otherHost = (): Denial =>
  denial(421, 'This server is not known by the name in Host: add it to LEARND_ALLOWED_HOSTS');

export const otherOrigin = (): Denial =>
  denial(
    403,
    'Open the page from this server, or add its origin to LEARND_CORS_ORIGINS: others may not come in',
  );

export const noToken = (challenge: string): Denial =>
  denial(401, 'A token is needed: send Authorization: Bearer TOKEN', { 'www-authenticate': challenge });

export const wrongToken = (challenge: string): Denial =>
  denial(401, 'This token is not known here', { 'www-authenticate': wrongOf(challenge) });

export const onlyRead = (): Denial =>
  denial(403, 'This token may only read', { 'www-authenticate': 'Bearer error="insufficient_scope"' });

export const tooOften = (what: string, seconds: number): Denial =>
  denial(429, `Too many ${what}: try again in ${seconds} s`, { 'retry-after': String(seconds) });

/** By RFC 6750, 3.1: a client learns that asking for another token may help. */
const wrongOf = (challenge: string): string =>
  challenge === 'Bearer' ? 'Bearer error="invalid_token"' : challenge;
