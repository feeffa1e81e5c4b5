import { expect, test } from 'vitest';
import { CLOSE, MAX_CLIENT_FRAME } from '../../shared/protocol.ts';
import { runningJob } from '../store/fixture.ts';
import { freshApi, listen, opened } from './fixture.ts';

type Bad = { path: string; send?: string | Buffer; origin?: string };
const run = '/runs/RUN/stream';

const table: [name: string, bad: Bad, code: number, word: string][] = [
  ['after that is negative', { path: `${run}?after=-1` }, CLOSE.badRequest, 'after'],
  ['after that is text', { path: `${run}?after=last` }, CLOSE.badRequest, 'after'],
  ['after that is a fraction', { path: `${run}?after=1.5` }, CLOSE.badRequest, 'after'],
  ['after that is empty', { path: `${run}?after=` }, CLOSE.badRequest, 'after'],
  ['after twice', { path: `${run}?after=1&after=2` }, CLOSE.badRequest, 'after'],
  ['after that is long', { path: `${run}?after=${'é'.repeat(500)}` }, CLOSE.badRequest, 'after'],
  ['an unknown query key', { path: `${run}?from=1` }, CLOSE.badRequest, 'from'],
  ['after over all jobs', { path: '/stream?after=1' }, CLOSE.badRequest, 'after'],
  ['an unknown run', { path: '/runs/01ARZ3NDEKTSV4RRFFQ69G5FAV/stream' }, CLOSE.notFound, 'GET /runs'],
  [
    'an id of another alphabet',
    { path: `/runs/${encodeURIComponent('é'.repeat(20))}/stream` },
    CLOSE.notFound,
    '',
  ],
  ['an unknown path', { path: '/nothing' }, CLOSE.notFound, '/stream'],
  ['a route without stream', { path: '/jobs' }, CLOSE.notFound, '/stream'],
  ['the root', { path: '/' }, CLOSE.notFound, '/stream'],
  ['a text', { path: run, send: '{"type":"subscribe"}' }, CLOSE.badRequest, 'no messages'],
  ['a text over all jobs', { path: '/stream', send: 'hi' }, CLOSE.badRequest, 'no messages'],
  ['a binary frame', { path: run, send: Buffer.from([1]) }, CLOSE.binary, 'binary'],
  ['a frame too large', { path: run, send: 'x'.repeat(MAX_CLIENT_FRAME + 1) }, CLOSE.tooLarge, '4096 bytes'],
  ['a huge frame', { path: '/stream', send: Buffer.alloc(1e6) }, CLOSE.tooLarge, '4096 bytes'],
  ['a page of another host', { path: run, origin: 'https://evil.example' }, CLOSE.badOrigin, 'this server'],
  [
    'a page of another port',
    { path: '/stream', origin: 'http://127.0.0.1:1' },
    CLOSE.badOrigin,
    'this server',
  ],
  ['a page of no host', { path: run, origin: 'null' }, CLOSE.badOrigin, 'this server'],
];

test(`${table.length} bad sockets are closed with a code that says why, and the server goes on`, async () => {
  const { store, stream, url } = await freshApi();
  const id = await runningJob(store);
  for (const [name, { path, send, origin }, code, word] of table) {
    const heard = listen(stream(path.replace('RUN', id)), origin === undefined ? {} : { origin });
    if (send !== undefined) heard.socket.once('open', () => heard.socket.send(send));
    const close = await heard.closed;
    expect({ name, code: close.code }).toEqual({ name, code });
    expect(close.reason, name).toContain(word);
    if (send === undefined) expect(heard.frames, name).toEqual([]);
  }
  const good = listen(stream(`/runs/${id}/stream?after=1`), { origin: url });
  await opened(good.socket);
  await expect.poll(() => good.frames.map(({ seq }) => seq)).toEqual([2]);
});
