import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { hostname } from '../../server/api/access/index.ts';
import { CLOSE } from '../../shared/protocol.ts';
import { guardedApi, knock, READ, tokensOf, WRITE } from './access-fixture.ts';
import { freshApi, minimal } from './fixture.ts';

const PAGE = 'https://lab.example';

describe('the name in Host', () => {
  test.each([
    ['localhost', 200],
    ['LOCALHOST:7070', 200],
    ['localhost.', 200],
    ['127.0.0.1:7070', 200],
    ['127.1.2.3', 200],
    ['[::1]:7070', 200],
    ['evil.example', 421],
    ['evil.example:7070', 421],
    ['127.0.0.1.evil.example', 421],
    ['localhost.evil.example', 421],
    ['localhost@evil.example', 421],
    ['evil.example#localhost', 421],
    ['192.168.1.1', 421],
    ['[::2]', 421],
  ])('on loopback %j is answered by %d', async (host, status) => {
    const { app } = await freshApi();
    const answer = await app.inject({ url: '/jobs', headers: { host } });
    expect(answer.statusCode).toBe(status);
    if (status === 421) expect(answer.json().detail).toContain('LEARND_ALLOWED_HOSTS');
    expect((await app.inject({ url: '/healthz', headers: { host } })).statusCode).toBe(200);
  });

  test('is told to a socket by 4403, and writes nothing', async () => {
    const { stream, app, store } = await freshApi();
    const { closed } = knock(stream('/stream'), { headers: { host: 'evil.example' } });
    expect(await closed).toMatchObject({
      code: CLOSE.badOrigin,
      reason: expect.stringContaining('LEARND_ALLOWED_HOSTS'),
    });
    await app.inject({ method: 'POST', url: '/jobs', headers: { host: 'evil.example' }, payload: minimal });
    expect((await store.jobs.list({ limit: 10 })).items).toEqual([]);
  });

  test.each([
    [{}, 'anything.example', 200],
    [{ allowedHosts: ['learnd.example'] }, 'learnd.example:443', 200],
    [{ allowedHosts: ['learnd.example'] }, 'Learnd.Example', 200],
    [{ allowedHosts: ['learnd.example'] }, '192.168.1.7:7070', 200],
    [{ allowedHosts: ['learnd.example'] }, '127.0.0.1:7070', 200],
    [{ allowedHosts: ['learnd.example'] }, 'anything.example', 421],
  ])('out in a network with %j, %s is answered by %d', async (access, host, status) => {
    const { app } = await guardedApi({ host: '192.168.1.7', ...access });
    const headers = { host, authorization: `Bearer ${READ}` };
    expect((await app.inject({ url: '/jobs', headers })).statusCode).toBe(status);
    // The token is asked for whatever the name is.
    expect((await app.inject({ url: '/jobs', headers: { host } })).statusCode).not.toBe(200);
  });

  test('is read as URLs spell it', () => {
    expect(['A.b:1', '[::0001]:2', '127.1', 'x.', 'a b', 'a/b', ':80', '[x]'].map(hostname)).toEqual([
      'a.b',
      '[::1]',
      '127.0.0.1',
      'x',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('pages of other origins', () => {
  test('get no header of CORS, and may not write, even without a preflight', async () => {
    const { url, store } = await freshApi();
    const { body: job } = await request(url).post('/jobs').send(minimal).expect(202);
    const read = await request(url).get('/jobs').set('origin', PAGE).expect(200);
    expect(Object.keys(read.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    const preflight = await request(url)
      .options('/jobs')
      .set({ origin: PAGE, 'access-control-request-method': 'POST' });
    expect(preflight.status).toBe(405);
    expect(preflight.headers['access-control-allow-origin']).toBeUndefined();
    for (const origin of [PAGE, 'null', 'http://127.0.0.1:1']) {
      const { body } = await request(url).post(`/jobs/${job.id}/cancel`).set('origin', origin).expect(403);
      expect(body.detail).toContain('LEARND_CORS_ORIGINS');
    }
    expect(await store.jobs.get(job.id)).toMatchObject({ state: 'queued' });
    await request(url).post(`/jobs/${job.id}/cancel`).set('origin', url).expect(202);
  });

  test('that are listed may come in, by requests and sockets, with the token that all need', async () => {
    const { url, stream } = await guardedApi({ origins: [PAGE] });
    const preflight = await request(url)
      .options('/jobs')
      .set({
        origin: PAGE,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      })
      .expect(204);
    expect(preflight.headers).toMatchObject({ 'access-control-allow-origin': PAGE });
    expect(preflight.headers['access-control-allow-headers']).toContain('authorization');
    expect(preflight.headers['access-control-allow-credentials']).toBeUndefined();
    const asked = await request(url).get('/jobs').set('origin', PAGE).expect(401);
    expect(asked.headers['access-control-allow-origin']).toBe(PAGE);
    const authorization = `Bearer ${WRITE}`;
    await request(url).post('/jobs').set({ origin: PAGE, authorization }).send(minimal).expect(202);
    const other = await request(url)
      .get('/jobs')
      .set({ origin: `${PAGE}.evil.example`, authorization });
    expect(other.headers['access-control-allow-origin']).toBeUndefined();
    const { heard } = knock(stream('/stream'), {
      origin: PAGE,
      protocols: ['learnd', `learnd.token.${WRITE}`],
    });
    expect(JSON.parse(await heard)).toMatchObject({ type: 'state' });
    const without = knock(stream('/stream'), { origin: PAGE });
    expect((await without.closed).code).toBe(CLOSE.noToken);
    for (const origin of ['https://evil.example', `${PAGE}:444`, 'http://lab.example']) {
      const { closed } = knock(stream('/stream'), { origin, headers: { authorization } });
      expect((await closed).code).toBe(CLOSE.badOrigin);
    }
  });
});

describe('what browsers are told', () => {
  test('every answer, also a refusal, forbids frames, guesses and referrers', async () => {
    const { app } = await freshApi();
    for (const url of ['/healthz', '/jobs', '/nothing', '/jobs/%zz', '/docs/', '/openapi.json']) {
      const { headers } = await app.inject({ url });
      expect({ url, headers }).toMatchObject({
        headers: {
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'cross-origin-resource-policy': 'same-origin',
          'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
        },
      });
      if (!url.startsWith('/docs'))
        expect(headers['content-security-policy']).toContain("default-src 'none'");
    }
  });

  test('the page of the documentation has nothing that its own policy forbids', async () => {
    const { url } = await freshApi({ access: tokensOf(`read:${READ}`) });
    const get = (path: string) => request(url).get(path).set('authorization', `Bearer ${READ}`).expect(200);
    const page = await get('/docs/');
    const policy = page.headers['content-security-policy']!;
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/https:|upgrade-insecure|script-src [^;]*unsafe/);
    const scripts = [...page.text.matchAll(/<script([^>]*)>([^<]*)/g)].map(([, tag, inline]) => ({
      tag,
      inline: inline!.trim(),
    }));
    expect(scripts.length).toBeGreaterThanOrEqual(3);
    for (const { tag, inline } of scripts) {
      expect(inline).toBe('');
      const src = /src="([^"]+)"/.exec(tag!)![1]!;
      const script = await get(new URL(src, `${url}/docs/`).pathname);
      expect(script.headers['content-type']).toContain('javascript');
    }
    expect(page.text).not.toMatch(/ on\w+="|<style|javascript:/);
    for (const [, href] of page.text.matchAll(/<link[^>]*href="([^"]+)"/g)) {
      expect((await get(new URL(href!, `${url}/docs/`).pathname)).headers['content-type']).toMatch(
        /css|image/,
      );
    }
  });
});
