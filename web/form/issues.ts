import type { Issue } from '../../shared/problem.ts';
import { everyPart, type Part } from './parts.ts';
import { parentOf } from './pointer.ts';

/** Sentences by the pointer of the part that shows them. */
export type Placed = ReadonlyMap<string, readonly string[]>;

/**
 * Every mistake at the control that can mend it; where there is none (an unknown key, say) at the nearest one around it,
 * with what it is about in front.
 */
export function placeIssues(form: Part, issues: readonly Issue[]): Placed {
  const pointers = new Set(Array.from(everyPart(form), ({ pointer }) => pointer));
  const placed = new Map<string, string[]>();
  for (const { path, message } of issues) {
    const at = nearestOf(pointers, path);
    const rest = path.slice(at.length + 1);
    const sentence = rest === '' || rest === 'kind' ? message : `${rest}: ${message}`;
    placed.set(at, [...(placed.get(at) ?? []), sentence]);
  }
  return placed;
}

function nearestOf(pointers: ReadonlySet<string>, path: string): string {
  let at: string | null = path;
  while (at !== null && !pointers.has(at)) at = parentOf(at);
  return at ?? '';
}

/** Whether something inside of a part is wrong: it must not stay folded then. */
export const hasIssue = (part: Part, placed: Placed): boolean =>
  Array.from(everyPart(part)).some(({ pointer }) => placed.has(pointer));
