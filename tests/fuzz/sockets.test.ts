import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { CLOSE } from '../../shared/protocol.ts';
import { freshApi, listen, opened, wireOf } from '../api/fixture.ts';
import { times } from '../proof.ts';
import { runningJob } from '../store/fixture.ts';

const MESSAGES = times(10_000, 2000);
const PER_SOCKET = 20;
/** The server's own failure, and a connection that it let fall without a word. */
const NEVER: readonly number[] = [CLOSE.failed, 1005];

type Message = { how: 'text' | 'binary' | 'ping' | 'pong' | 'fragment' | 'raw'; data: Uint8Array };

const message: fc.Arbitrary<Message> = fc.record({
  how: fc.constantFrom('text', 'binary', 'ping', 'pong', 'fragment', 'raw'),
  data: fc.oneof(
    fc.uint8Array({ maxLength: 125 }),
    fc.json().map((text) => new TextEncoder().encode(text)),
    fc.constantFrom(100, 4096, 4097, 70_000).map((size) => new Uint8Array(randomBytes(size))),
  ),
});
const query = fc.oneof(
  fc.constant(''),
  fc.integer().map((after) => `?after=${after}`),
  fc.webQueryParameters().map((text) => `?${text}`),
);

function send(socket: WebSocket, { how, data }: Message): void {
  if (socket.readyState !== WebSocket.OPEN) return;
  if (how === 'ping') socket.ping(data.subarray(0, 125));
  else if (how === 'pong') socket.pong(data.subarray(0, 125));
  else if (how === 'raw') wireOf(socket).write(data);
  else socket.send(data, { binary: how === 'binary', fin: how !== 'fragment' });
}

test(`${MESSAGES} random messages to sockets: each is closed with a reason or listens on, and the server lives`, async () => {
  const failed = vi.fn();
  process.on('uncaughtException', failed);
  onTestFinished(() => void process.off('uncaughtException', failed));
  const { store, stream, url } = await freshApi();
  const run = await runningJob(store);
  let sent = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(`/runs/${run}/stream`, '/stream', '/runs/%00/stream', '/jobs', '/'),
      query,
      fc.array(message, { minLength: PER_SOCKET, maxLength: PER_SOCKET }),
      async (path, search, messages) => {
        const socket = new WebSocket(stream(path + search));
        const closed = new Promise<number>((resolve) => socket.once('close', resolve));
        // An address that is none is refused before the upgrade.
        socket.on('error', () => {});
        socket.once('open', () => {
          for (const one of messages) send(socket, one);
          sent += messages.length;
        });
        // Who only pinged is still welcome.
        const timer = setTimeout(() => socket.terminate(), 200);
        const code = await closed;
        clearTimeout(timer);
        expect(NEVER).not.toContain(code);
      },
    ),
    { numRuns: (1.5 * MESSAGES) / PER_SOCKET },
  );
  expect(sent).toBeGreaterThanOrEqual(MESSAGES);
  expect(failed).not.toHaveBeenCalled();
  const good = listen(stream(`/runs/${run}/stream`), { origin: url });
  await opened(good.socket);
  await expect.poll(() => good.frames.length).toBe(2);
}, 240_000);
