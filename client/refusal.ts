import type { Problem } from '../shared/problem.ts';
import { LearndError } from './errors.ts';

/** Reads an RFC 9457 problem; what is none (a proxy's page, say) is told by its first line. */
export function refusal(asked: string, response: Response, text: string): LearndError {
  const problem = problemIn(text);
  const detail =
    problem?.detail ?? problem?.title ?? (firstLine(text) || response.statusText || 'no reason given');
  return new LearndError(
    asked,
    response.status,
    detail,
    Array.isArray(problem?.errors) ? problem.errors : [],
  );
}

function problemIn(text: string): Partial<Problem> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'detail' in value
      ? (value as Partial<Problem>)
      : null;
  } catch {
    return null;
  }
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0]!.slice(0, 200);
}
