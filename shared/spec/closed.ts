import { type TObjectOptions, type TProperties, Type } from 'typebox';

/** An object that admits no key beyond its own: a misspelt setting is an error, never a silent default. */
export const closed = <const P extends TProperties>(properties: P, options: TObjectOptions = {}) =>
  Type.Object(properties, { additionalProperties: false, ...options });
