import type { Static, TSchema } from 'typebox';
import { jobRoutes } from './routes/jobs.ts';
import { plotRoutes } from './routes/plots.ts';
import type { Route } from './routes/route.ts';
import { runRoutes } from './routes/runs.ts';
import { surroundingRoutes } from './routes/surroundings.ts';
import { weightRoutes } from './routes/weights.ts';

export { type Route, type Scope, scopeOf } from './routes/route.ts';
export { SORTS } from './routes/runs.ts';

/** The whole HTTP interface. Server, client and documentation are all made from it. */
export const routes = {
  ...jobRoutes,
  ...runRoutes,
  ...plotRoutes,
  ...weightRoutes,
  ...surroundingRoutes,
} satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
type Of<N extends RouteName, K extends string> = (typeof routes)[N] extends {
  [key in K]: infer S extends TSchema;
}
  ? Static<S>
  : undefined;
export type Params<N extends RouteName> = Of<N, 'params'>;
export type Query<N extends RouteName> = Of<N, 'query'>;
export type Body<N extends RouteName> = Of<N, 'body'>;
export type Reply<N extends RouteName> = Of<N, 'reply'>;
