import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { flood, frame, giantHeader, OPCODE, streamOf, wire } from '../../bench/stream-wire.ts';
import { type Api, freshApi, listen, opened } from '../api/fixture.ts';
import { runningJob } from '../store/fixture.ts';

const many = (data: Buffer): Buffer => Buffer.concat(Array(500).fill(data));
const pings = many(frame(OPCODE.ping, 125));

/** Opens a socket, does something to it, and waits until the server has none any more. */
async function goneAfter(api: Api, act: (socket: Socket) => void): Promise<{ ms: number; heard: Buffer }> {
  const run = await runningJob(api.store);
  const from = Date.now();
  const socket = wire(Number(new URL(api.url).port), streamOf(run));
  const heard: Buffer[] = [];
  socket.on('data', (data) => heard.push(data));
  await once(socket, 'data');
  expect(api.app.websocketServer.clients.size).toBe(1);
  act(socket);
  await expect.poll(() => api.app.websocketServer.clients.size, { timeout: 10_000 }).toBe(0);
  socket.destroy();
  return { ms: Date.now() - from, heard: Buffer.concat(heard) };
}

/** Whether the last words of the server are a close with this code. */
const closedWith = (heard: Buffer, code: number): boolean =>
  heard.includes(Buffer.of(code >> 8, code & 0xff), heard.lastIndexOf(0x88));

test('a client that floods is cut off, whether it reads or not, and does not have to agree', async () => {
  const api = await freshApi();
  let read = () => 0;
  api.app.server.on('connection', (connection) => {
    read = () => connection.bytesRead;
  });
  const floods: Record<string, (socket: Socket) => void> = {
    'pings, read': (socket) => flood(socket, pings),
    'pings, not read': (socket) => flood(socket.pause(), pings),
    pongs: (socket) => flood(socket, many(frame(OPCODE.pong, 0))),
    'empty texts': (socket) => flood(socket, many(frame(OPCODE.text, 0))),
    noise: (socket) => flood(socket, Buffer.alloc(65_536, 0xa5)),
    'a frame without end': (socket) =>
      flood(socket, Buffer.concat([giantHeader(OPCODE.text), Buffer.alloc(65_536)])),
  };
  for (const [name, act] of Object.entries(floods)) {
    expect((await goneAfter(api, act)).ms, name).toBeLessThan(6000);
    // What comes after the mistake is not even read.
    expect(read(), name).toBeLessThan(1024 * 1024);
  }
});

test('a client that did wrong and does not answer the close is gone after a second', async () => {
  const api = await freshApi();
  const text = await goneAfter(api, (socket) => socket.write(frame(OPCODE.text, 5)));
  expect(closedWith(text.heard, 4400)).toBe(true);
  const reserved = await goneAfter(api, (socket) => socket.write(frame(3, 5)));
  expect(closedWith(reserved.heard, 1002)).toBe(true);
  for (const { ms } of [text, reserved]) expect(ms).toBeLessThan(6000);
});

test('a message in parts is refused at its second part: nothing piles up', async () => {
  const { heard } = await goneAfter(await freshApi(), (socket) => {
    socket.write(frame(OPCODE.text, 1, false));
    socket.write(frame(OPCODE.continuation, 1, false));
  });
  expect(closedWith(heard, 1008)).toBe(true);
});

test('a client that pings now and then stays', async () => {
  const { store, stream } = await freshApi();
  const { socket } = listen(stream(`/runs/${await runningJob(store)}/stream`));
  await opened(socket);
  let pongs = 0;
  socket.on('pong', () => pongs++);
  for (let i = 0; i < 50; i++) socket.ping();
  await expect.poll(() => pongs, { timeout: 5000 }).toBe(50);
  expect(socket.readyState).toBe(socket.OPEN);
});

test.each(['POST /jobs', 'POST /artifacts', 'PUT /nowhere'])(
  'an upgrade asked with %s does not stay half open',
  async (asked) => {
    const { url } = await freshApi();
    const socket = connect(Number(new URL(url).port), '127.0.0.1').resume();
    socket.write(
      `${asked} HTTP/1.1\r\nHost: ${new URL(url).host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        'Content-Type: application/json\r\nContent-Length: 10\r\nSec-WebSocket-Version: 13\r\n' +
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    await once(socket, 'close', { signal: AbortSignal.timeout(10_000) });
  },
);
