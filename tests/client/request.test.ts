import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ContractError, createClient, LearndError, UnreachableError } from '../../client/index.ts';
import { PROBLEM_TYPE, type Problem } from '../../shared/problem.ts';

type Call = { url: string; init: RequestInit };

/** A fetch that answers always the same and remembers what it was asked. */
function answering(status: number, body: string, type = 'application/json') {
  const calls: Call[] = [];
  const fetch = async (url: string | URL | Request, init: RequestInit = {}) => {
    calls.push({ url: String(url), init });
    return new Response(body, { status, headers: { 'content-type': type } });
  };
  return { calls, client: createClient('http://learnd.test/base/', { fetch }) };
}

const listeners: Server[] = [];
afterEach(() => {
  for (const listener of listeners.splice(0)) listener.close();
});

/** A port of this machine behind which `answer` waits. */
async function listen(answer: (socket: Socket) => void): Promise<string> {
  const listener = createServer(answer).listen(0, '127.0.0.1');
  listeners.push(listener);
  await once(listener, 'listening');
  return `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
}

/** A port that was just free. */
async function nowhere(): Promise<string> {
  const url = await listen(() => {});
  await new Promise((closed) => listeners.pop()!.close(closed));
  return url;
}

describe('what is sent', () => {
  it('fills paths and queries by the route table', async () => {
    const { calls, client } = answering(200, '{}');
    await client.request('getMetrics', { params: { id: 'a/b' }, query: { split: 'valid', points: 10 } });
    await client.runs.list();
    expect(calls.map(({ url, init }) => `${init.method} ${url}`)).toEqual([
      'GET http://learnd.test/base/runs/a%2Fb/metrics?split=valid&points=10',
      'GET http://learnd.test/base/runs',
    ]);
  });

  it('sends a job as JSON and gives back the answer', async () => {
    const { calls, client } = answering(202, '{"id":"r1"}');
    const spec = { kind: 'train', dataset: { name: 'mnist' }, model: { kind: 'cnn' } } as const;
    expect(await client.submit(spec)).toEqual({ id: 'r1' });
    expect(calls[0]).toMatchObject({
      url: 'http://learnd.test/base/jobs',
      init: { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(spec) },
    });
  });

  it('sends no body, and no type of one, where the route has none', async () => {
    const { calls, client } = answering(202, '{}');
    await client.cancel('r1');
    expect(calls).toEqual([{ url: 'http://learnd.test/base/jobs/r1/cancel', init: { method: 'POST' } }]);
  });

  it('refuses an address that is none', () => {
    expect(() => createClient('localhost:7070')).toThrow('"localhost:7070" is no address of a server');
  });
});

describe('a refusal', () => {
  const problem: Problem = {
    type: 'about:blank',
    title: 'Bad Request',
    status: 400,
    detail: 'The job has 2 mistakes.',
    errors: [
      { path: '/optimizer/lr', message: 'must be > 0, got -1' },
      { path: '', message: 'must be an object' },
    ],
  };

  it('becomes an error that lists every mistake with its path', async () => {
    const { client } = answering(400, JSON.stringify(problem), PROBLEM_TYPE);
    const error = await client.jobs.get('r1').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LearndError);
    expect(error).toMatchObject({ status: 400, detail: problem.detail, errors: problem.errors });
    expect((error as LearndError).message).toBe(
      [
        'GET /jobs/r1 was refused with 400: The job has 2 mistakes.',
        '  /optimizer/lr: must be > 0, got -1',
        '  (whole body): must be an object',
      ].join('\n'),
    );
  });

  it('of something in between is told by its first line', async () => {
    const { client } = answering(502, '<h1>Bad Gateway</h1>\n<hr>nginx', 'text/html');
    await expect(client.devices()).rejects.toThrow('GET /devices was refused with 502: <h1>Bad Gateway</h1>');
  });
});

describe('no answer', () => {
  it('says where nobody listens, and why', async () => {
    const url = await nowhere();
    const error = await createClient(url)
      .devices()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error).toMatchObject({
      message: `GET /devices: no answer from ${url} (connect ECONNREFUSED ${url.slice(7)}). Is learnd running there?`,
      cause: expect.any(TypeError),
    });
  });

  it('is the same when the connection breaks within the answer', async () => {
    const url = await listen((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"items"')),
    );
    await expect(createClient(url).datasets()).rejects.toThrow(UnreachableError);
  });

  it('is the reason of the signal when the caller gave up', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(createClient(await nowhere()).request('listDevices', { signal })).rejects.toThrow('enough');
  });
});

it('an answer that is not JSON is not taken for one', async () => {
  const { client } = answering(200, '<html>Welcome</html>', 'text/html');
  const answer = client.datasets();
  await expect(answer).rejects.toThrow(ContractError);
  await expect(answer).rejects.toThrow(
    'GET /datasets was answered with "<html>Welcome</html>", which is not JSON.',
  );
});
