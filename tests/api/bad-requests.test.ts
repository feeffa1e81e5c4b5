import request from 'supertest';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { PROBLEM_TYPE, Problem } from '../../shared/problem.ts';
import { type Api, freshApi, minimal } from './fixture.ts';

const job = (overrides: object) => ({ method: 'post', url: '/jobs', body: { ...minimal, ...overrides } });
const raw = (text: string, type = 'application/json') => ({ method: 'post', url: '/jobs', text, type });
const get = (url: string) => ({ method: 'get', url });
const model = (overrides: object) => job({ model: { kind: 'cnn', ...overrides } });
type Bad = { method: string; url: string; body?: object; text?: string; type?: string };

const nobody = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

/** What is sent, the status, the path of the mistake (null: none is told), a word of the message. */
const table: [name: string, bad: Bad, status: number, path: string | null, word?: string][] = [
  ['malformed JSON', raw('{"kind": '), 400, ''],
  ['JSON with a comment', raw('{} // hi'), 400, ''],
  ['NaN in JSON', raw('{"kind":"train","epochs":NaN}'), 400, ''],
  ['an empty body', raw(''), 400, ''],
  ['null', raw('null'), 400, ''],
  ['a list', raw('[]'), 400, ''],
  ['a string', raw('"train"'), 400, ''],
  ['plain text', raw('{}', 'text/plain'), 415, null],
  ['a form', raw('kind=train', 'application/x-www-form-urlencoded'), 415, null],
  ['a body over 1 MiB', raw(JSON.stringify({ pad: 'x'.repeat(1024 * 1024) })), 413, null],
  ['an empty object', { method: 'post', url: '/jobs', body: {} }, 400, '/kind'],
  ['an unknown kind', job({ kind: 'bake' }), 400, '/kind', 'bake'],
  ['an unknown key', job({ epoch: 3 }), 400, '/epoch', 'epochs'],
  [
    'a polluting key',
    raw(JSON.stringify(minimal).replace('{', '{"__proto__":{"epochs":1},')),
    400,
    '/__proto__',
  ],
  ['an unknown nested key', job({ dataset: { name: 'fashion-mnist', limit: 3 } }), 400, '/dataset/limit'],
  ['a key with a slash', job({ 'a/b': 3 }), 400, '/a~1b'],
  ['no dataset', job({ dataset: undefined }), 400, '/dataset', 'required'],
  ['a dataset by string', job({ dataset: 'fashion-mnist' }), 400, '/dataset'],
  ['no model', job({ model: undefined }), 400, '/model'],
  [
    'a model nested deeper than the stack',
    raw(JSON.stringify(job({ model: 7 }).body).replace(':7', `:${'['.repeat(20_000)}${']'.repeat(20_000)}`)),
    400,
    '/model',
    'nested too deep',
  ],
  ['an unknown model', job({ model: { kind: 'transformer' } }), 400, '/model/kind'],
  ['batch 0', job({ batchSize: 0 }), 400, '/batchSize'],
  ['batch -1', job({ batchSize: -1 }), 400, '/batchSize'],
  ['batch 1e9', job({ batchSize: 1e9 }), 400, '/batchSize'],
  ['half a batch', job({ batchSize: 1.5 }), 400, '/batchSize'],
  ['a number as text', job({ batchSize: '64' }), 400, '/batchSize'],
  ['1e6 epochs', job({ epochs: 1e6 }), 400, '/epochs'],
  ['NaN as text', job({ epochs: 'NaN' }), 400, '/epochs'],
  ['null epochs', job({ epochs: null }), 400, '/epochs'],
  ['a negative seed', job({ seed: -1 }), 400, '/seed'],
  ['10,000 filters', model({ filters: Array(10_000).fill(8) }), 400, '/model/filters'],
  ['no filters', model({ filters: [] }), 400, '/model/filters'],
  ['a filter of 0', model({ filters: [8, 0, 8, 8] }), 400, '/model/filters/1'],
  ['an even kernel', model({ kernel: 4 }), 400, '/model/kernel'],
  ['an unknown activation', model({ activation: { kind: 'swoosh' } }), 400, '/model/activation/kind'],
  ['an lr of 0', job({ optimizer: { kind: 'sgd', lr: 0 } }), 400, '/optimizer/lr'],
  [
    'an lr of infinity',
    raw(JSON.stringify(job({ optimizer: { kind: 'sgd', lr: 7 } }).body).replace(':7', ':1e999')),
    400,
    '/optimizer/lr',
  ],
  ['too many bins', job({ hooks: { bins: 100_000 } }), 400, '/hooks/bins'],
  ['a tag that is a number', job({ tags: ['a', 1] }), 400, '/tags/1'],
  ['the same tag twice', job({ tags: ['a', 'a'] }), 400, '/tags'],
  ['an unknown device', job({ device: 'tpu' }), 400, '/device'],
  [
    'a device that is not there',
    job({ device: 'tensorflow' }),
    422,
    '/device',
    'its binary is not installed',
  ],
  [
    'an unknown dataset',
    job({ dataset: { name: 'imagenet' } }),
    422,
    '/dataset/name',
    'known: fashion-mnist',
  ],
  ['a network too short', model({ filters: [8] }), 422, '/model/filters', 'stride-2'],
  ['a network too large', model({ filters: Array(16).fill(1024) }), 422, '/model/filters', 'parameters'],
  ['an unknown route', get('/nothing'), 404, null],
  ['an unknown posted route', { method: 'post', url: '/nothing', body: {} }, 404, null],
  ['a method not taken', { method: 'delete', url: '/jobs' }, 405, null],
  ['a get of an action', get(`/jobs/${nobody}/cancel`), 405, null],
  ['a URL with a broken escape', get('/jobs/%zz'), 400, null],
  ['a stream without a socket', get('/runs/RUN/stream'), 426, null],
  ['a stream of all without a socket', get('/stream'), 426, null],
  ['an unknown job', get(`/jobs/${nobody}`), 404, '/id'],
  ['an id out of the database', get(`/jobs/${encodeURIComponent("' OR 1=1 --")}`), 404, '/id'],
  ['an id too long', get(`/jobs/${'x'.repeat(65)}`), 400, '/id'],
  ['a cancel of nothing', { method: 'post', url: `/jobs/${nobody}/cancel` }, 404, '/id'],
  ['a cancel with a body', { method: 'post', url: `/jobs/${nobody}/cancel`, body: { force: true } }, 400, ''],
  ['an unknown run', get(`/runs/${nobody}`), 404, '/id'],
  ['metrics of an unknown run', get(`/runs/${nobody}/metrics`), 404, null],
  ['activations of an unknown run', get(`/runs/${nobody}/activations`), 404, null],
  ['events of an unknown run', get(`/runs/${nobody}/events`), 404, '/id'],
  ['an unknown metric', get(`/runs/RUN/metrics?names=loss,perplexity`), 400, '/names', 'perplexity'],
  ['metrics that end before they begin', get('/runs/RUN/metrics?from=5&to=4'), 400, '/to', 'from (5)'],
  ['activations that end before they begin', get('/runs/RUN/activations?from=5&to=0'), 400, '/to'],
  ['an unknown split', get(`/runs/RUN/metrics?split=test`), 400, '/split'],
  ['one point', get(`/runs/RUN/metrics?points=1`), 400, '/points'],
  ['a step that is no number', get(`/runs/RUN/activations?from=start`), 400, '/from'],
  ['events after -1', get(`/runs/RUN/events?after=-1`), 400, '/after'],
  ['a limit of 0', get('/jobs?limit=0'), 400, '/limit'],
  ['a limit of 501', get('/jobs?limit=501'), 400, '/limit'],
  ['a limit that is text', get('/jobs?limit=ten'), 400, '/limit'],
  ['an empty limit', get('/jobs?limit='), 400, '/limit'],
  ['two limits', get('/jobs?limit=1&limit=2'), 400, '/limit'],
  ['an unknown state', get('/jobs?state=bored'), 400, '/state'],
  ['an unknown query key', get('/jobs?stat=queued'), 400, '/stat'],
  ['a query where none is taken', get('/devices?all=1'), 400, '/all'],
  ['a bad cursor', get('/jobs?cursor=xyz'), 400, '/cursor'],
  ['a bad cursor of runs', get('/runs?cursor=bnVsbA'), 400, '/cursor'],
  ['an unknown order', get('/runs?sort=beauty'), 400, '/sort'],
  ['a bound that is NaN', get('/runs?maxLoss=NaN'), 400, '/maxLoss'],
];

async function send({ url }: Api, run: string, bad: Bad): Promise<request.Response> {
  const agent = request(url);
  const path = bad.url.replace('RUN', run);
  const sent =
    bad.method === 'post' ? agent.post(path) : bad.method === 'get' ? agent.get(path) : agent.delete(path);
  if (bad.text !== undefined) return sent.set('content-type', bad.type!).send(bad.text);
  return bad.body ? sent.send(bad.body) : sent;
}

test(`${table.length} bad requests are refused where they are wrong, and the server goes on`, async () => {
  const api = await freshApi();
  const { body: good } = await request(api.url).post('/jobs').send(minimal).expect(202);
  for (const [name, bad, status, path, word] of table) {
    const { status: got, body, headers } = await send(api, good.id, bad);
    expect({ name, status: got, type: headers['content-type']?.split(';')[0] }).toEqual({
      name,
      status,
      type: PROBLEM_TYPE,
    });
    expect(Value.Errors(Problem, body), name).toEqual([]);
    expect(body, name).toMatchObject({ status });
    const paths = body.errors.map((issue: { path: string }) => issue.path);
    expect({ name, paths }).toEqual({ name, paths: path === null ? [] : [path] });
    if (word) expect(body.errors[0].message, name).toContain(word);
  }
  const { body: jobs } = await request(api.url).get('/jobs').expect(200);
  expect(jobs.items.map(({ id }: { id: string }) => id)).toEqual([good.id]);
});

test('every mistake is told at once', async () => {
  const { url } = await freshApi();
  const body = { ...minimal, epochs: 0, batchSize: 'many', x: 1 };
  const { body: problem } = await request(url).post('/jobs').send(body).expect(400);
  expect(problem.errors.map((issue: { path: string }) => issue.path).sort()).toEqual([
    '/batchSize',
    '/epochs',
    '/x',
  ]);
  const both = { ...minimal, dataset: { name: 'mnits' }, device: 'tensorflow' };
  const { body: unmet } = await request(url).post('/jobs').send(both).expect(422);
  expect(unmet.errors.map((issue: { path: string }) => issue.path)).toEqual(['/dataset/name', '/device']);
});

test('a failure inside is logged and not shown', async () => {
  const lines: string[] = [];
  const { url } = await freshApi({
    devices: {
      list: async () => {
        throw new Error('secret /etc/path');
      },
      known: () => null,
    },
    logger: { level: 'error', stream: { write: (line: string) => void lines.push(line) } },
  });
  const { body, text } = await request(url).get('/devices').expect(500);
  expect(body).toMatchObject({ status: 500, errors: [] });
  expect(text).not.toContain('secret');
  expect(lines.join()).toContain('secret');
});

test('what has ended cannot be cancelled: 409 with its state', async () => {
  const { url } = await freshApi();
  const { body: job } = await request(url).post('/jobs').send(minimal).expect(202);
  await request(url).post(`/jobs/${job.id}/cancel`).set('content-type', 'application/json').expect(202);
  const { body } = await request(url).post(`/jobs/${job.id}/cancel`).expect(409);
  expect(body.detail).toContain('is cancelled');
});
