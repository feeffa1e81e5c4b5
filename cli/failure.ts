import { LearndError, StreamClosed, UnreachableError } from '../client/index.ts';
import { CLOSE } from '../shared/protocol.ts';
import { EXIT } from './exit-codes.ts';
import { messageOf } from './usage.ts';

/** What went wrong, said to whoever typed the command, and the code to end with. */
export type Failure = { message: string; code: number };

export function failureOf(error: unknown): Failure {
  if (error instanceof UnreachableError) return { message: unreachable(error), code: EXIT.unreachable };
  if (error instanceof LearndError) return { message: refused(error), code: EXIT.failed };
  if (error instanceof StreamClosed) return { message: closed(error), code: EXIT.failed };
  return { message: messageOf(error), code: isLost(error) ? EXIT.unreachable : EXIT.failed };
}

/** A stream that was given up: whoever answered once does not any more. */
const isLost = (error: unknown): boolean =>
  error instanceof Error && (error.cause instanceof UnreachableError || error.cause instanceof StreamClosed);

function unreachable({ url, cause }: UnreachableError): string {
  return [
    `No learnd server answers at ${url} (${rootOf(cause)}).`,
    'Start one with `npx learnd serve`, or name another with --url or LEARND_URL.',
  ].join('\n');
}

function refused({ status, detail, errors, message }: LearndError): string {
  if (status === 401) return `${detail}.\nSet LEARND_TOKEN to a token of that server.`;
  if (status === 403 && /only read/.test(detail))
    return `${detail}: this needs one that may write, in LEARND_TOKEN.`;
  if (status === 404)
    return `${detail.replace('; GET /runs lists them', '').replace('; GET /jobs lists them', '')}.`;
  // The detail has all of it in one line.
  if (errors.length > 0)
    return ['The server refuses:', ...errors.map((issue) => `  ${issue.path} ${issue.message}`)].join('\n');
  return status < 500 ? `${detail}.` : message;
}

function closed(error: StreamClosed): string {
  if (error.code === CLOSE.noToken)
    return 'The server wants a token.\nSet LEARND_TOKEN to a token of that server.';
  if (error.code === CLOSE.notFound) return 'The run is not there any more.';
  return error.message;
}

function rootOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return rootOf(error.cause);
  return error.message || ('code' in error && String(error.code)) || error.name;
}
