import type { Issue } from '../shared/problem.ts';
import { CLOSE } from '../shared/protocol.ts';

/** The server answered, and the answer is no. `errors` says where in what was sent, and what to do about it. */
export class LearndError extends Error {
  override readonly name = 'LearndError';
  readonly status: number;
  readonly detail: string;
  readonly errors: readonly Issue[];

  constructor(asked: string, status: number, detail: string, errors: readonly Issue[] = []) {
    const list = errors.map(({ path, message }) => `\n  ${path || '(whole body)'}: ${message}`).join('');
    super(`${asked} was refused with ${status}: ${detail}${list}`);
    this.status = status;
    this.detail = detail;
    this.errors = errors;
  }
}

/** No answer came back: nobody listens there, the name is unknown, or the connection broke. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
  readonly url: string;

  constructor(asked: string, url: string, cause: unknown) {
    super(`${asked}: no answer from ${url} (${rootOf(cause)}). Is learnd running there?`, { cause });
    this.url = url;
  }
}

/** What answered does not keep learnd's contract: not JSON, a duplicate event, a hole in the journal. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}

const MEANINGS: Record<number, string> = {
  [CLOSE.goingAway]: 'the server is going down',
  [CLOSE.binary]: 'it does not take binary frames',
  [CLOSE.tooLarge]: 'a frame was too large',
  1006: 'the connection broke',
  [CLOSE.tryLater]: 'it has too much to do',
  [CLOSE.badRequest]: 'it does not understand the request',
  [CLOSE.noToken]: 'it wants a valid token',
  [CLOSE.badOrigin]: 'it does not serve pages of this origin, or not under this name',
  [CLOSE.notFound]: 'it knows no such run',
  [CLOSE.tooSlow]: 'this reader was too slow',
};

/** A socket that closed before its run's end. `livedMs` is 0 when it never opened. */
export class StreamClosed extends Error {
  override readonly name = 'StreamClosed';
  readonly code: number;
  readonly livedMs: number;

  constructor(url: string, closed: { code: number; reason: string }, livedMs: number, cause: unknown) {
    const said = [MEANINGS[closed.code], closed.reason, cause ? rootOf(cause) : '']
      .filter(Boolean)
      .join('; ');
    super(`${url} closed with ${closed.code}${said ? `: ${said}` : ''}`, cause ? { cause } : {});
    this.code = closed.code;
    this.livedMs = livedMs;
  }
}

/** The innermost message: `fetch failed` alone tells nobody anything. */
function rootOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return rootOf(error.cause);
  return error.message || ('code' in error && String(error.code)) || error.name;
}
