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
  Signalled;

type Signalled = { signal?: AbortSignal | undefined };
type Arguments<N extends RouteName> = Signalled extends Input<N> ? [input?: Input<N>] : [input: Input<N>];

/** Calls a route of the table by its name. */
export type Request = <N extends RouteName>(name: N, ...input: Arguments<N>) => Promise<Reply<N>>;

type Loose = Signalled & {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
};

/**
 * A caller for every route of the table.
 * @param base URL without a slash at its end.
 * @throws LearndError for a refusal, UnreachableError without an answer, ContractError for an answer that is not JSON,
 * the signal's reason when aborted.
 */
export function createRequest(base: string, send: typeof fetch): Request {
  return async <N extends RouteName>(name: N, ...[input]: Arguments<N>) => {
    const route: Route = routes[name];
    const { params, query, body, signal }: Loose = input ?? {};
    const asked = `${route.method} ${pathOf(route, params)}`;
    const { response, bytes } = await exchange(
      send,
      asked,
      `${base}${pathOf(route, params)}${search(query)}`,
      {
        method: route.method,
        ...(body !== undefined && bodyOf(route, body)),
        ...(signal && { signal }),
      },
    );
    if (!response.ok) throw refusal(asked, response, textOf(bytes));
    return (route.produces ? bytes : parse(asked, textOf(bytes))) as Reply<N>;
  };
}

function bodyOf({ consumes }: Route, body: unknown): Pick<RequestInit, 'body' | 'headers'> {
  return consumes
    ? { body: body as Uint8Array<ArrayBuffer>, headers: { 'content-type': consumes[0]! } }
    : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

async function exchange(send: typeof fetch, asked: string, url: string, init: RequestInit) {
  try {
    const response = await send(url, init);
    return { response, bytes: new Uint8Array(await response.arrayBuffer()) };
  } catch (cause) {
    init.signal?.throwIfAborted();
    throw new UnreachableError(asked, new URL(url).origin, cause);
  }
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
