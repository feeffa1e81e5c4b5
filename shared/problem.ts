import { type Static, Type } from 'typebox';

/** One mistake: where (a JSON Pointer, RFC 6901) and what to do about it. */
export const Issue = Type.Object({ path: Type.String(), message: Type.String() });
export type Issue = Static<typeof Issue>;

/** RFC 9457 `application/problem+json`. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  errors: Type.Array(Issue),
});
export type Problem = Static<typeof Problem>;

export const PROBLEM_TYPE = 'application/problem+json';
