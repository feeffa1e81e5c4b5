import request from 'supertest';
import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { PROBLEM_TYPE, Problem } from '../../shared/problem.ts';
import { CLOSE } from '../../shared/protocol.ts';
import { type Route, routes } from '../../shared/routes.ts';
import { runningJob } from '../store/fixture.ts';
import { guardedApi, knock, READ, tokensOf, WRITE, WRONG } from './access-fixture.ts';
import { freshApi, minimal } from './fixture.ts';

const nobody = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const basic = (password: string) => ({
  authorization: `Basic ${Buffer.from(`me:${password}`).toString('base64')}`,
});
const OPEN = ['/healthz', '/readyz'];
/** What is in no table: documentation, streams, and what is nowhere. */
const ELSEWHERE = [
  '/docs',
  '/docs/',
  '/docs/json',
  '/docs/static/swagger-ui-bundle.js',
  '/openapi.json',
  '/stream',
  `/runs/${nobody}/stream`,
  '/nothing',
];

type Row = { method: string; url: string; scope: string };
const rows: Row[] = [
  ...Object.values<Route>(routes).map(({ method, url, scope }) => ({
    method,
    url: url
      .replace(':id', nobody)
      .replace(':digest', `sha256:${'0'.repeat(64)}`)
      .replace(':plot', 'loss'),
    scope: scope ?? (method === 'GET' ? 'read' : 'write'),
  })),
  ...ELSEWHERE.map((url) => ({ method: 'GET', url, scope: 'read' })),
  { method: 'HEAD', url: '/jobs', scope: 'read' },
  { method: 'POST', url: '/nothing', scope: 'write' },
  { method: 'DELETE', url: '/jobs', scope: 'write' },
];

describe('over HTTP', () => {
  test(`${rows.length} routes ask for a token, but those that watch over the process`, async () => {
    const { app } = await guardedApi({ failureLimit: 1000 });
    const ask = async ({ method, url }: Row, headers: Record<string, string>) => {
      const answer = await app.inject({ method: method as 'GET', url, headers });
      return { url, status: answer.statusCode, answer };
    };
    for (const row of rows) {
      const { answer, status } = await ask(row, {});
      if (OPEN.includes(row.url)) {
        expect({ row, status }).toEqual({ row, status: 200 });
        continue;
      }
      expect({ row, status }).toEqual({ row, status: 401 });
      if (row.method !== 'HEAD') {
        expect(answer.headers['content-type']).toContain(PROBLEM_TYPE);
        expect(Value.Errors(Problem, answer.json())).toEqual([]);
      }
      for (const headers of [bearer(WRONG), basic(WRONG), bearer(`${WRITE}x`), { authorization: WRITE }]) {
        expect({ row, headers, status: (await ask(row, headers)).status }).toEqual({
          row,
          headers,
          status: 401,
        });
      }
      const reads = (await ask(row, bearer(READ))).status;
      const writes = (await ask(row, bearer(WRITE))).status;
      expect({ row, writes, denied: [401, 403].includes(writes) }).toMatchObject({ row, denied: false });
      expect({ row, denied: reads === 403 }).toEqual({ row, denied: row.scope === 'write' });
      if (row.scope === 'read') expect({ row, status: reads }).toEqual({ row, status: writes });
    }
  });

  test('a refusal says how to come in, and never says a token back', async () => {
    const { url } = await guardedApi();
    const none = await request(url).get('/jobs').expect(401);
    expect(none.headers['www-authenticate']).toBe('Bearer');
    expect(none.body.detail).toContain('Authorization: Bearer');
    const wrong = await request(url).get('/jobs').set(bearer(WRONG)).expect(401);
    expect(wrong.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
    expect(wrong.text).not.toContain(WRONG);
    const read = await request(url).post('/jobs').set(bearer(READ)).send(minimal).expect(403);
    expect(read.headers['www-authenticate']).toBe('Bearer error="insufficient_scope"');
    expect(read.body.detail).toBe('This token may only read');
    expect(read.text).not.toContain(READ);
  });

  test('what was refused did nothing, and what was allowed did', async () => {
    const { url } = await guardedApi();
    await request(url).post('/jobs').send(minimal).expect(401);
    await request(url).post('/jobs').set(bearer(READ)).send(minimal).expect(403);
    expect((await request(url).get('/jobs').set(bearer(READ)).expect(200)).body.items).toEqual([]);
    await request(url).post('/jobs').set(bearer(WRITE)).send(minimal).expect(202);
    expect((await request(url).get('/jobs').set('authorization', `bearer ${READ}`)).body.items).toHaveLength(
      1,
    );
  });

  test('the documentation is opened by a browser with the token as password; nothing else takes a password', async () => {
    const { url } = await guardedApi();
    const asked = await request(url).get('/docs').expect(401);
    expect(asked.headers['www-authenticate']).toMatch(/^Basic realm=/);
    await request(url).get('/docs/').set(basic(READ)).expect(200);
    await request(url).get('/docs/json').set(basic(WRITE)).expect(200);
    await request(url).get('/jobs').set(basic(WRITE)).expect(401);
    await request(url).get('/docsx').set(basic(WRITE)).expect(401);
  });

  test('a token in the address is none', async () => {
    const { url } = await guardedApi();
    await request(url).get(`/jobs?token=${WRITE}`).expect(401);
    await request(url).get(`/jobs?access_token=${WRITE}`).expect(401);
  });

  test('a request that only pretends to be a socket is judged as a request', async () => {
    const { url } = await guardedApi();
    const pretended = await request(url)
      .get('/jobs')
      .set('upgrade', 'websocket')
      .set('connection', 'keep-alive');
    expect(pretended.status).toBe(401);
  });
});

describe('over sockets', () => {
  test('the token comes in a header or as a subprotocol, and is not said back', async () => {
    const { stream, store } = await guardedApi();
    const run = await runningJob(store);
    for (const path of ['/stream', `/runs/${run}/stream`]) {
      for (const token of [READ, WRITE]) {
        const byHeader = knock(stream(path), { headers: bearer(token) });
        expect(JSON.parse(await byHeader.heard)).toMatchObject({ run });
        expect(byHeader.socket.protocol).toBe('');
        for (const protocols of [
          ['learnd', `learnd.token.${token}`],
          [`learnd.token.${token}`, 'learnd'],
        ]) {
          const byProtocol = knock(stream(path), { protocols });
          expect(JSON.parse(await byProtocol.heard)).toMatchObject({ run });
          expect(byProtocol.socket.protocol).toBe('learnd');
        }
      }
    }
  });

  test('without or with a wrong token it is closed with 4401 once it is open', async () => {
    const { stream, store } = await guardedApi({ failureLimit: 1000 });
    const run = await runningJob(store);
    const bad = [
      {},
      { headers: bearer(WRONG) },
      { protocols: ['learnd'] },
      { protocols: ['learnd', `learnd.token.${WRONG}`] },
      { protocols: ['learnd', WRITE] },
      { headers: { authorization: `Basic ${Buffer.from(`a:${WRITE}`).toString('base64')}` } },
    ];
    for (const path of ['/stream', `/runs/${run}/stream`, `/stream?token=${WRITE}`]) {
      for (const options of bad) {
        const { closed } = knock(stream(path), options);
        expect({ path, options, code: (await closed).code }).toEqual({ path, options, code: CLOSE.noToken });
        expect((await closed).reason).not.toContain('token-0');
      }
    }
  });

  test('a client that offers its token alone gets no connection, rather than its token back', async () => {
    const { stream } = await guardedApi();
    const { closed } = knock(stream('/stream'), { protocols: [`learnd.token.${WRITE}`] });
    await expect(closed).rejects.toThrow('no subprotocol');
  });

  test('an upgrade does not open what is no stream', async () => {
    const { stream } = await guardedApi();
    for (const path of ['/jobs', '/openapi.json', '/docs/json', '/nothing']) {
      const { closed, socket } = knock(stream(path));
      let frames = 0;
      socket.on('message', () => frames++);
      expect({ path, code: [CLOSE.notFound, 1005].includes((await closed).code), frames }).toEqual({
        path,
        code: true,
        frames: 0,
      });
    }
  });
});

test('without tokens in the settings nobody needs one', async () => {
  const { url, stream } = await freshApi();
  await request(url).post('/jobs').send(minimal).expect(202);
  await request(url).get('/jobs').set(bearer(WRONG)).expect(200);
  const { heard } = knock(stream('/stream'));
  expect(JSON.parse(await heard)).toMatchObject({ type: 'state' });
});

test('tokens are in no line of the log, however much is logged', async () => {
  const lines: string[] = [];
  const logger = { level: 'trace' as const, stream: { write: (line: string) => void lines.push(line) } };
  const { url, stream } = await guardedApi({}, { logger });
  for (const token of [WRITE, READ, WRONG]) {
    await request(url).get('/jobs').set(bearer(token));
    await request(url).post('/jobs').set(bearer(token)).send({});
    await request(url).get('/docs').set(basic(token));
    const { socket } = knock(stream('/stream'), { protocols: ['learnd', `learnd.token.${token}`] });
    await new Promise((opened) => socket.once('open', opened));
    socket.close();
  }
  expect(lines.length).toBeGreaterThanOrEqual(9);
  for (const token of [WRITE, READ, WRONG]) {
    expect(lines.join()).not.toContain(token);
    expect(lines.join()).not.toContain(Buffer.from(`me:${token}`).toString('base64'));
  }
});

test('tokens are found by their whole text, and kept as digests', () => {
  const { tokens } = tokensOf(`write:${WRITE}, read:${READ}`);
  expect(tokens.map(({ scope }) => scope)).toEqual(['write', 'read']);
  expect(JSON.stringify(tokens)).not.toContain(WRITE);
});

test('the contract says which routes want a token, and how it is sent', async () => {
  const { url } = await guardedApi();
  const { body } = await request(url).get('/openapi.json').set(bearer(READ)).expect(200);
  expect(body.components.securitySchemes.token).toMatchObject({ type: 'http', scheme: 'bearer' });
  expect(body.paths['/healthz'].get.security).toEqual([]);
  expect(Object.keys(body.paths['/healthz'].get.responses)).not.toContain('401');
  expect(body.paths['/jobs'].post.security).toContainEqual({ token: [] });
  expect(Object.keys(body.paths['/jobs'].post.responses)).toEqual(
    expect.arrayContaining(['401', '403', '421', '429']),
  );
});
