import {
  type Body,
  type Params,
  type Query,
  type Reply,
  type Route,
  type RouteName,
  routes,
} from '../shared/routes.ts';
import type { DraftBody } from './draft.ts';
import { ContractError, UnreachableError } from './errors.ts';
import { refusal } from './refusal.ts';

type Part<Name extends string, T, Input> = T extends undefined ? unknown : { [K in Name]: Input };

/** What a route needs, by the route table; a query's fields have defaults and may all be left out. */
export type Input<N extends RouteName> = Part<'params', Params<N>, Params<N>> &
  Partial<Part<'query', Query<N>, Partial<Query<N>>>> &
  Part<'body', Body<N>, DraftBody<Body<N>>> &
  Keyed<N> &
  Signalled;

/** Of routes that make a job: see client/idempotency.ts. */
type Keyed<N extends RouteName> = (typeof routes)[N] extends { takesKey: true }
  ? { idempotencyKey?: string | undefined }
  : unknown;

type Signalled = { signal?: AbortSignal | undefined };
type Arguments<N extends RouteName> = Signalled extends Input<N> ? [input?: Input<N>] : [input: Input<N>];

/** Calls a route of the table by its name. */
export type Request = <N extends RouteName>(name: N, ...input: Arguments<N>) => Promise<Reply<N>>;

type Loose = Signalled & {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
  idempotencyKey?: string | undefined;
};

/**
 * A caller for every route of the table.
 * @param base URL without a slash at its end.
 * @param token sent with every request, if any.
 * @throws LearndError for a refusal, UnreachableError without an answer, ContractError for an answer that is not JSON,
 * the signal's reason when aborted.
 */
export function createRequest(base: string, send: typeof fetch, token?: string): Request {
  const authorization = token === undefined ? null : { authorization: `Bearer ${token}` };
  return async <N extends RouteName>(name: N, ...[input]: Arguments<N>) => {
    const route: Route = routes[name];
    const { params, query, body, signal, idempotencyKey }: Loose = input ?? {};
    const asked = `${route.method} ${pathOf(route, params)}`;
    const { response, bytes } = await exchange(
      send,
      asked,
      `${base}${pathOf(route, params)}${search(query)}`,
      {
        method: route.method,
        ...headersOf({
          ...authorization,
          ...(body !== undefined && typeOf(route)),
          ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
        }),
        ...(body !== undefined && { body: bodyOf(route, body) }),
        ...(signal && { signal }),
      },
    );
    if (!response.ok) throw refusal(asked, response, textOf(bytes));
    return read(route, asked, bytes) as Reply<N>;
  };
}

const typeOf = ({ consumes }: Route) => ({ 'content-type': consumes?.[0] ?? 'application/json' });

const headersOf = (headers: Record<string, string>): Pick<RequestInit, 'headers'> =>
  Object.keys(headers).length > 0 ? { headers } : {};

const bodyOf = ({ consumes }: Route, body: unknown): BodyInit =>
  consumes ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body);

async function exchange(send: typeof fetch, asked: string, url: string, init: RequestInit) {
  try {
    const response = await send(url, init);
    return { response, bytes: new Uint8Array(await response.arrayBuffer()) };
  } catch (cause) {
    init.signal?.throwIfAborted();
    throw new UnreachableError(asked, new URL(url).origin, cause);
  }
}

/** JSON unless the table says otherwise; text as text, all else as its bytes. */
function read({ produces, status }: Route, asked: string, bytes: Uint8Array): unknown {
  if (status === 204) return null;
  if (produces === undefined) return parse(asked, textOf(bytes));
  return produces.startsWith('text/') ? textOf(bytes) : bytes;
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function parse(asked: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const got = JSON.stringify(text.slice(0, 80));
    throw new ContractError(
      `${asked} was answered with ${got}, which is not JSON. Is this a learnd server?`,
      {
        cause,
      },
    );
  }
}

function pathOf(route: Route, params: Loose['params']): string {
  return route.url.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(String(params?.[key])));
}

function search(query: Loose['query'] = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return given.length > 0 ? `?${new URLSearchParams(given.map(([key, value]) => [key, String(value)]))}` : '';
}
