import type { Part } from './parts.ts';
import type { Schema } from './schema.ts';

const number = new Intl.NumberFormat('en', { maximumSignificantDigits: 12 });
const written = (value: number): string =>
  value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e10) ? String(value) : number.format(value);

/** What numbers are taken, in words; empty where all are. */
export function limitsOf(schema: Schema): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const low = minimum ?? exclusiveMinimum;
  const high = maximum ?? exclusiveMaximum;
  const from = exclusiveMinimum === undefined ? 'from' : 'over';
  const to = exclusiveMaximum === undefined ? 'to' : 'below';
  if (low === undefined && high === undefined) return '';
  if (high === undefined)
    return exclusiveMinimum === undefined ? `${written(low!)} or more` : `over ${written(low!)}`;
  if (low === undefined)
    return exclusiveMaximum === undefined ? `up to ${written(high)}` : `below ${written(high)}`;
  return from === 'from' && to === 'to'
    ? `${written(low)} to ${written(high)}`
    : `${from} ${written(low)}, ${to === 'to' ? 'up to' : to} ${written(high)}`;
}

/** A default in words; empty where there is none. */
export function defaultOf(value: unknown): string {
  if (value === undefined) return '';
  if (value === null) return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The line under a control: what it means, what it takes, what holds when it is left empty. */
export function hintOf({ hint, schema, type }: Part): string | null {
  const inner = schema.anyOf?.[0] ?? schema;
  const isTyped = type === 'number' || type === 'text' || type === 'moment';
  const limits = type === 'number' ? limitsOf(inner) : '';
  const standard = isTyped && schema.default !== null ? defaultOf(schema.default) : '';
  const rest = [limits, standard && `default ${standard}`].filter(Boolean).join('; ');
  if (!hint && !rest) return null;
  return [hint, rest && (hint ? `${rest.charAt(0).toUpperCase()}${rest.slice(1)}.` : rest)]
    .filter(Boolean)
    .join(' ');
}
