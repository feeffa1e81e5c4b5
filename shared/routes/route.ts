import { type TSchema, Type } from 'typebox';
import { closed } from '../spec/closed.ts';

/** What a token has to allow. `none`: open to all, also without a token. */
export type Scope = 'none' | 'read' | 'write';

/** One row a route: what comes in, what goes out. Server, client and documentation are all made from it. */
export type Route = {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  url: string;
  summary: string;
  params?: TSchema;
  query?: TSchema;
  body?: TSchema;
  /** Media types of the body; JSON unless said. */
  consumes?: string[];
  /** The most bytes of the body, where it is neither the 1 MiB of all others nor configured. */
  bodyLimit?: number;
  /** 204 has no body. */
  status: 200 | 201 | 202 | 204;
  reply: TSchema;
  /** Media type of the reply; JSON unless said. */
  produces?: string;
  /** Takes an Idempotency-Key: the same request with the same key makes one job, however often it comes. */
  takesKey?: boolean;
  /** Which refusals a caller has to expect. */
  refusals: number[];
  /** Reading for GET and writing for all else, unless said. */
  scope?: Scope;
};

export const scopeOf = ({ scope, method }: Pick<Route, 'scope' | 'method'>): Scope =>
  scope ?? (method === 'GET' ? 'read' : 'write');

export const route = <const R extends Route>(row: R): R => row;

/** The reply of a route that has nothing to say. */
export const Nothing = Type.Null();

export const page = <T extends TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), next: Type.Union([Type.String(), Type.Null()]) });

export const ById = closed({ id: Type.String({ minLength: 1, maxLength: 64 }) });
export const paging = {
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
  cursor: Type.Optional(Type.String({ maxLength: 500, description: '`next` of the page before.' })),
};
