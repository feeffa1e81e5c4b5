/** What JSON text keeps as it is. */
export type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };

/** The one key of an object that stands for a number that JSON does not have: NaN, Infinity, -Infinity or -0. */
const NUMBER = '$number';

/**
 * A value as JSON can keep it, copied: numbers that JSON lacks are written as `{"$number": "NaN"}`.
 * @throws TypeError for what is neither number, string, boolean, null, array nor plain object
 */
export function toPlain(value: unknown): Plain {
  if (typeof value === 'number') {
    return Number.isFinite(value) && !Object.is(value, -0) ? value : { [NUMBER]: named(value) };
  }
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    const known = Object.entries(value).filter(([, part]) => part !== undefined);
    return Object.fromEntries(known.map(([key, part]) => [key, toPlain(part)]));
  }
  throw new TypeError(`JSON has no ${value?.constructor?.name ?? typeof value}`);
}

/** What `toPlain` was given, without the keys whose value was undefined. */
export function fromPlain(plain: Plain): unknown {
  if (Array.isArray(plain)) return plain.map(fromPlain);
  if (plain === null || typeof plain !== 'object') return plain;
  if (Object.hasOwn(plain, NUMBER)) return Number(plain[NUMBER]);
  return Object.fromEntries(Object.entries(plain).map(([key, part]) => [key, fromPlain(part)]));
}

const named = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));
