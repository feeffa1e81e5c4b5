import { describe, expect, test } from 'vitest';
import { failureOf } from '../../cli/failure.ts';
import { LearndError, StreamClosed, UnreachableError } from '../../client/index.ts';
import { CLOSE } from '../../shared/protocol.ts';

const url = 'http://127.0.0.1:7070';
const refused = new UnreachableError(
  'GET /runs',
  url,
  new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') }),
);
const closed = (code: number) => new StreamClosed(url, { code, reason: '' }, 0, undefined);

describe('a failure', () => {
  test.each([
    ['no server', refused, 4, `No learnd server answers at ${url} (ECONNREFUSED).\nStart one with`],
    [
      'a stream given up',
      new Error('Lost the stream after event 3.', { cause: refused }),
      4,
      'Lost the stream after event 3.\n  because: ',
    ],
    [
      'no token',
      new LearndError('GET /runs', 401, 'A token is needed'),
      1,
      'A token is needed.\nSet LEARND_TOKEN',
    ],
    ['no token for a socket', closed(CLOSE.noToken), 1, 'The server wants a token.\nSet LEARND_TOKEN'],
    ['a run that was deleted', closed(CLOSE.notFound), 1, 'The run is not there any more.'],
    [
      'a refusal',
      new LearndError('POST /x', 409, 'A job that is paused cannot be paused'),
      1,
      'A job that is paused cannot be paused.',
    ],
    [
      'a mistake',
      new LearndError('POST /jobs', 422, 'x', [{ path: '/device', message: 'is absent' }]),
      1,
      'The server refuses:\n  /device is absent',
    ],
    [
      'an error of the server',
      new LearndError('GET /runs', 500, 'broken'),
      1,
      'GET /runs was refused with 500: broken',
    ],
    ['anything else', new Error('outer', { cause: new Error('inner') }), 1, 'outer\n  because: inner'],
  ])('of %s is said, with its code', (_, error, code, message) => {
    const failure = failureOf(error);
    expect(failure.code).toBe(code);
    expect(failure.message.slice(0, message.length)).toBe(message);
  });
});
