import { expect, test } from 'vitest';
import { createClient, LearndError, StreamClosed } from '../../client/index.ts';
import { watch } from '../../client/watch.ts';
import { CLOSE } from '../../shared/protocol.ts';
import { guardedApi, READ, WRITE, WRONG } from '../api/access-fixture.ts';
import { minimal, weights } from '../api/fixture.ts';

const draft = minimal as Parameters<ReturnType<typeof createClient>['submit']>[0];

test('a token goes with every request and every socket', async () => {
  const { url } = await guardedApi();
  const client = createClient(url, { token: WRITE });
  const { id } = await client.submit(draft);
  expect((await client.upload(weights())).size).toBe(weights().length);
  for await (const event of createClient(url, { token: READ }).watch(id)) {
    expect(event).toMatchObject({ run: id, seq: 1 });
    break;
  }
});

test('without one, with a wrong one, and with one that may only read, the server says no once', async () => {
  const { url } = await guardedApi();
  const { id } = await createClient(url, { token: WRITE }).submit(draft);
  for (const token of [undefined, '', WRONG]) {
    const client = createClient(url, { token });
    await expect(client.runs.list()).rejects.toMatchObject({ status: 401 });
    await expect(client.watch(id).next()).rejects.toMatchObject({ code: CLOSE.noToken });
    await expect(client.watch(id).next()).rejects.toThrow(StreamClosed);
  }
  const reader = createClient(url, { token: READ });
  await expect(reader.submit(draft)).rejects.toThrow(LearndError);
  await expect(reader.submit(draft)).rejects.toThrow('403: This token may only read');
});

test('a token that no server could have is refused at once, and not repeated', () => {
  for (const token of [
    'short-secret',
    'secret secret secret',
    'secret\r\nsecret: secret',
    'read:secret-secret-secret',
  ]) {
    const told = (() => {
      try {
        createClient('http://127.0.0.1:1', { token });
        return '';
      } catch (error) {
        return String(error);
      }
    })();
    expect(told).toContain('TypeError: The token is none');
    expect(told).not.toContain('secret');
  }
});

test('a server that is asked too often is asked again later', async () => {
  const { url } = await guardedApi({ rateLimit: 2 });
  const { id } = await createClient(url, { token: WRITE }).submit(draft);
  await createClient(url, { token: WRITE }).jobs.get(id);
  let opened = 0;
  const { WebSocket } = await import('ws');
  class Counted extends WebSocket {
    constructor(address: string, protocols?: string[]) {
      super(address, protocols);
      opened++;
    }
  }
  const stop = new AbortController();
  const events = createClient(url, { token: WRITE, WebSocket: Counted }).watch(id, { signal: stop.signal });
  const next = events.next();
  await expect.poll(() => opened).toBeGreaterThan(2);
  stop.abort(new Error('enough'));
  await expect(next).rejects.toThrow('enough');
});

test('so is one that is asked too often between two sockets', async () => {
  let asked = 0;
  const events = watch({
    async *frames() {},
    read: () => Promise.reject(new Error('not asked')),
    lastSeq: async () => {
      if (asked++ === 0) throw new LearndError('GET /runs/r1', 429, 'Too many requests');
      return 0;
    },
  });
  expect(await events.next()).toEqual({ done: true, value: undefined });
  expect(asked).toBe(2);
});
