import { setTimeout as wait } from 'node:timers/promises';
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { PROBLEM_TYPE } from '../../shared/problem.ts';
import { CLOSE } from '../../shared/protocol.ts';
import { guardedApi, knock, READ, rawly, WRITE, WRONG } from './access-fixture.ts';
import { freshApi } from './fixture.ts';

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('requests a minute', () => {
  test('above the limit are answered by 429 with the time to wait; what watches over the process goes on', async () => {
    const { url } = await freshApi({ access: { rateLimit: 3 } });
    for (let i = 0; i < 3; i++) await request(url).get('/devices').expect(200);
    const { headers, body } = await request(url).get('/devices').expect(429);
    expect(headers['content-type']).toContain(PROBLEM_TYPE);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60);
    expect(body.detail).toMatch(/^Too many requests: try again in \d+ s$/);
    await request(url).get('/nothing').expect(429);
    await request(url).get('/docs/').expect(429);
    for (let i = 0; i < 5; i++) await request(url).get('/healthz').expect(200);
    await request(url).get('/readyz').expect(200);
  });

  test('are counted by token, wherever it comes from, and not shared with who has none', async () => {
    const { url } = await guardedApi({ rateLimit: 3 });
    for (let i = 0; i < 3; i++) await request(url).get('/devices').set(bearer(READ)).expect(200);
    await request(url).get('/devices').set(bearer(READ)).expect(429);
    await request(url).get('/devices').set(bearer(WRITE)).expect(200);
    for (let i = 0; i < 3; i++) await request(url).get('/devices').expect(401);
    await request(url).get('/devices').expect(429);
    await request(url).get('/devices').set(bearer(WRITE)).expect(200);
  });

  test('count sockets too: one too many is closed with 1013', async () => {
    const { url, stream } = await freshApi({ access: { rateLimit: 2 } });
    for (let i = 0; i < 2; i++) await request(url).get('/devices').expect(200);
    const { closed } = knock(stream('/stream'));
    expect(await closed).toMatchObject({
      code: CLOSE.tryLater,
      reason: expect.stringContaining('try again in'),
    });
  });

  test('by the address that a trusted proxy tells, and only by that of a trusted one', async () => {
    const from = (app: Awaited<ReturnType<typeof freshApi>>['app'], client: string) =>
      app
        .inject({ url: '/devices', headers: { 'x-forwarded-for': client } })
        .then(({ statusCode }) => statusCode);
    const { app: trusting } = await freshApi({ access: { rateLimit: 1, trustedProxies: ['127.0.0.0/8'] } });
    expect([
      await from(trusting, '10.0.0.1'),
      await from(trusting, '10.0.0.2'),
      await from(trusting, '10.0.0.1'),
    ]).toEqual([200, 200, 429]);
    const { app: careful } = await freshApi({ access: { rateLimit: 1 } });
    expect([await from(careful, '10.0.0.1'), await from(careful, '10.0.0.2')]).toEqual([200, 429]);
  });

  test('have no limit where it is 0', async () => {
    const { app } = await freshApi({ access: { rateLimit: 0 } });
    for (let i = 0; i < 200; i++) expect((await app.inject('/devices')).statusCode).toBe(200);
  });
});

describe('wrong tokens', () => {
  test('above their limit are answered by 429, and do not lock out the right one', async () => {
    const { url, stream } = await guardedApi({ failureLimit: 3 });
    for (let i = 0; i < 3; i++)
      await request(url)
        .get('/jobs')
        .set(bearer(WRONG + i))
        .expect(401);
    const { headers, body } = await request(url)
      .get('/jobs')
      .set(bearer(`${WRONG}x`))
      .expect(429);
    expect(body.detail).toMatch(/^Too many wrong tokens/);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    const guess = knock(stream('/stream'), { protocols: ['learnd', `learnd.token.${WRONG}`] });
    expect((await guess.closed).code).toBe(CLOSE.tryLater);
    await request(url).get('/jobs').set(bearer(READ)).expect(200);
    // Who shows none does not guess.
    await request(url).get('/jobs').expect(401);
  });
});

describe('sockets at once', () => {
  test('above the limit are closed with 1013, and a place that is left is taken again', async () => {
    const { stream } = await freshApi({ access: { maxSockets: 2 } });
    const open = async () => {
      const one = knock(stream('/stream'));
      await new Promise((opened) => one.socket.once('open', opened));
      return one;
    };
    const held = [await open(), await open()];
    const third = await (await open()).closed;
    expect(third).toMatchObject({ code: CLOSE.tryLater, reason: expect.stringContaining('try again later') });
    expect(held.map(({ socket }) => socket.readyState)).toEqual([1, 1]);
    held[0]!.socket.close();
    await held[0]!.closed;
    const fourth = await open();
    await wait(200);
    expect(fourth.socket.readyState).toBe(1);
  });

  test('places are not taken by who is turned away', async () => {
    const { stream } = await guardedApi({ maxSockets: 1, failureLimit: 1000 });
    for (let i = 0; i < 5; i++) expect((await knock(stream('/stream')).closed).code).toBe(CLOSE.noToken);
    const bad = knock(stream('/stream?x=1'), { headers: bearer(READ) });
    expect((await bad.closed).code).toBe(CLOSE.badRequest);
    const good = knock(stream('/stream'), { headers: bearer(READ) });
    await new Promise((opened) => good.socket.once('open', opened));
    await wait(200);
    expect(good.socket.readyState).toBe(1);
  });
});

describe('time', () => {
  const timeouts = { headersMs: 400, requestMs: 1200, idleMs: 5000, everyMs: 50 };

  /** Sends a byte every 50 ms until it is cut; the answer and the ms that it took. */
  async function dripping(url: string, head: string): Promise<{ answer: string; ms: number }> {
    const began = Date.now();
    let timer: NodeJS.Timeout | undefined;
    const answer = await rawly(url, (send) => {
      send(head);
      timer = setInterval(() => send('x'), 50);
    });
    clearInterval(timer);
    return { answer, ms: Date.now() - began };
  }

  test('a client that drips its headers is cut', async () => {
    const { url } = await freshApi({ timeouts });
    const { answer, ms } = await dripping(url, 'GET /jobs HTTP/1.1\r\nhost: localhost\r\nx-drip: ');
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain(PROBLEM_TYPE);
    expect(ms).toBeLessThan(1200);
  });

  test('a client that drips its body is cut, later', async () => {
    const { url } = await freshApi({ timeouts });
    const head =
      'POST /jobs HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n';
    const { answer, ms } = await dripping(url, head);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(ms).toBeGreaterThan(800);
    expect(ms).toBeLessThan(4000);
  });

  test('a client that says nothing is cut', async () => {
    const { url } = await freshApi({ timeouts: { ...timeouts, idleMs: 300 } });
    const began = Date.now();
    await rawly(url, () => {});
    expect(Date.now() - began).toBeLessThan(2000);
  });

  test('a socket outlives all of them', async () => {
    const { stream } = await freshApi({ timeouts: { ...timeouts, requestMs: 600, idleMs: 300 } });
    const { socket } = knock(stream('/stream'));
    await new Promise((opened) => socket.once('open', opened));
    await wait(1500);
    expect(socket.readyState).toBe(1);
  });

  test('by default they are set', async () => {
    const { app } = await freshApi();
    const { headersTimeout, requestTimeout, timeout } = app.server;
    expect({ headersTimeout, requestTimeout, timeout }).toEqual({
      headersTimeout: 15_000,
      requestTimeout: 300_000,
      timeout: 180_000,
    });
  });

  test('headers that are too large and what is no HTTP are told as problems', async () => {
    const { url } = await freshApi();
    const large = await rawly(url, (send) =>
      send(`GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`),
    );
    expect(large).toMatch(/^HTTP\/1\.1 431 [\s\S]*"detail":"The headers are too large/);
    const bad = await rawly(url, (send) => send('hello\r\n\r\n'));
    expect(bad).toMatch(/^HTTP\/1\.1 400 [\s\S]*application\/problem\+json/);
  });
});
