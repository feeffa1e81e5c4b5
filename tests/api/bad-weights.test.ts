import request from 'supertest';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { PROBLEM_TYPE, Problem } from '../../shared/problem.ts';
import { encodeSafetensors } from '../../shared/safetensors/index.ts';
import { checkpointed, freshApi, minimal, weights } from './fixture.ts';

const nobody = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const absent = `sha256:${'0'.repeat(64)}`;
const pixels = (bytes: number) => Buffer.alloc(bytes).toString('base64');
const image = pixels(784);

type Bad = { method: 'get' | 'post'; url: string; body?: unknown; type?: string };
const get = (url: string): Bad => ({ method: 'get', url });
const file = (body: unknown, type = 'application/octet-stream'): Bad => ({
  method: 'post',
  url: '/artifacts',
  body,
  type,
});
const fork = (body: unknown, run = 'RUN'): Bad => ({ method: 'post', url: `/runs/${run}/fork`, body });
const over = (overrides: unknown, more: object = {}) => fork({ overrides, ...more });
const predict = (body: unknown, run = 'RUN'): Bad => ({ method: 'post', url: `/runs/${run}/predict`, body });
const begin = (init: object): Bad => ({ method: 'post', url: '/jobs', body: { ...minimal, init } });

const cut = Buffer.from(weights()).subarray(0, -1);
const [hole] = [Buffer.from(encodeSafetensors({ w: { shape: [2], data: [1, 2] } }))].map((good) =>
  Buffer.from(good.toString('latin1').replace('[0,8]', '[0,4]'), 'latin1'),
);

/** RUN has checkpoints, FRESH has none; FIRST and OTHER are artifacts, the one of RUN, the other of another network. */
const table: [name: string, bad: Bad, status: number, path: string | null, word?: string][] = [
  ['an artifact of no bytes', file(Buffer.alloc(0)), 400, '', '8 bytes'],
  ['an artifact without body and type', { method: 'post', url: '/artifacts' }, 400, ''],
  ['an artifact that is text', file(Buffer.from('PK\x03\x04 is a zip')), 400, '', 'safetensors'],
  ['an artifact that is cut', file(cut), 400, '', 'cut short'],
  ['an artifact with a wrong header', file(hole), 400, '', 'Tensor "w"'],
  ['an artifact as JSON', file('{}', 'application/json'), 415, null, 'application/octet-stream'],
  ['an artifact as a form', file('a=b', 'application/x-www-form-urlencoded'), 415, null, 'x-safetensors'],
  ['an artifact too large', file(Buffer.alloc(200_001)), 413, null, '200,000 bytes'],
  ['a query on an artifact', { ...file(Buffer.from(weights())), url: '/artifacts?name=a' }, 400, '/name'],
  ['an unknown artifact', get(`/artifacts/${absent}`), 404, null, 'POST /artifacts'],
  ['an artifact by its hex alone', get(`/artifacts/${'0'.repeat(64)}`), 400, '/digest', 'sha256:'],
  ['an artifact in capitals', get(`/artifacts/sha256:${'A'.repeat(64)}`), 400, '/digest'],
  ['an artifact by a path', get(`/artifacts/${encodeURIComponent('../../learnd.db')}`), 400, '/digest'],
  ['an artifact by a long name', get(`/artifacts/${'x'.repeat(500)}`), 400, '/digest'],
  ['a list of artifacts', get('/artifacts'), 405, null],
  ['a model of an unknown run', get(`/runs/${nobody}/model.safetensors`), 404, '/id'],
  ['a model that is not there yet', get('/runs/FRESH/model.safetensors'), 409, null, 'is queued'],
  ['a model in another format', get('/runs/RUN/model.onnx'), 404, null],
  ['checkpoints of an unknown run', get(`/runs/${nobody}/checkpoints`), 404, null],
  ['checkpoints with a query', get('/runs/RUN/checkpoints?limit=1'), 400, '/limit'],
  ['a fork of an unknown run', fork({}, nobody), 404, '/id'],
  ['a fork without a body', fork(undefined), 400, ''],
  ['a fork by a list', fork([]), 400, ''],
  ['a fork with an unknown key', fork({ override: {} }), 400, '/override', 'overrides'],
  ['a fork of a run without checkpoint', fork({}, 'FRESH'), 409, null, 'no checkpoint yet'],
  ['a fork of no digest', fork({ checkpoint: 'last' }), 400, '/checkpoint'],
  [
    "a fork of another run's weights",
    fork({ checkpoint: absent }),
    422,
    '/checkpoint',
    'no checkpoint of this',
  ],
  ['a fork by a state that is text', fork({ optimizerState: 'yes' }), 400, '/optimizerState'],
  [
    "a fork with an optimizer's state that was not kept",
    fork({ checkpoint: 'FIRST', optimizerState: true }),
    422,
    '/optimizerState',
    'leave it out',
  ],
  ['overrides that are null', over(null), 400, '/overrides'],
  ['overrides that are a list', over([]), 400, '/overrides'],
  ['overrides that are text', over('epochs=3'), 400, '/overrides'],
  ['an unknown override', over({ epoch: 3 }), 400, '/overrides/epoch', 'epochs'],
  ['an override of the wrong type', over({ optimizer: { lr: 'high' } }), 400, '/overrides/optimizer/lr'],
  ['an unknown kind of a part', over({ optimizer: { kind: 'magic' } }), 400, '/overrides/optimizer/kind'],
  ['an unknown kind of job', over({ kind: 'bake' }), 400, '/overrides/kind'],
  ['null where none is taken', over({ dataset: null }), 400, '/overrides/dataset'],
  ['a field of the other kind of job', over({ kind: 'lr-find', epochs: 3 }), 400, '/overrides/epochs'],
  [
    'two sources of weights',
    over({ init: { kind: 'default' } }, { checkpoint: 'FIRST' }),
    400,
    '/overrides/init',
  ],
  ['an unknown dataset', over({ dataset: { name: 'imagenet' } }), 422, '/overrides/dataset/name'],
  ['a device that is not there', over({ device: 'tensorflow' }), 422, '/overrides/device'],
  [
    'a network that the weights do not fit',
    over({ model: { filters: [8, 16, 32, 32] } }),
    422,
    '/checkpoint',
    '3.0',
  ],
  [
    'weights that are not here',
    begin({ kind: 'weights', artifact: absent }),
    422,
    '/init/artifact',
    'POST /artifacts first',
  ],
  [
    'weights under lsuv that are not here',
    begin({ kind: 'lsuv', from: { kind: 'weights', artifact: absent } }),
    422,
    '/init/from/artifact',
    'POST /artifacts first',
  ],
  [
    "an optimizer's state that is not here",
    begin({ kind: 'weights', artifact: 'FIRST', optimizer: absent }),
    422,
    '/init/optimizer',
  ],
  ['weights of another network', begin({ kind: 'weights', artifact: 'OTHER' }), 422, '/init/artifact'],
  ['weights by a path', begin({ kind: 'weights', artifact: '../x' }), 400, '/init/artifact'],
  ['a prediction of an unknown run', predict({ images: [image] }, nobody), 404, '/id'],
  ['a prediction without weights', predict({ images: [image] }, 'FRESH'), 409, null, 'no checkpoint yet'],
  ['a prediction without images', predict({}), 400, '/images', 'required'],
  ['a prediction of none', predict({ images: [] }), 400, '/images'],
  ['a prediction of 257', predict({ images: Array(257).fill(image) }), 400, '/images'],
  ['an image that is a list', predict({ images: [[0, 0]] }), 400, '/images/0'],
  ['an image that is no base64', predict({ images: [image, '%%%%'] }), 400, '/images/1', 'base64'],
  [
    'an image whose padding lacks',
    predict({ images: [image.replace(/=+$/, '')] }),
    400,
    '/images/0',
    'padded',
  ],
  ['an image too small', predict({ images: [image, pixels(783)] }), 422, '/images/1', 'must be 784 bytes'],
  ['an image too large', predict({ images: [pixels(784 * 3)] }), 422, '/images/0', 'got 2352'],
  ['an empty image', predict({ images: [''] }), 422, '/images/0', 'got 0'],
  ['a prediction by unknown weights', predict({ images: [image], checkpoint: absent }), 422, '/checkpoint'],
  ['a prediction over 32 MiB', predict({ images: [pixels(26 * 2 ** 20)] }), 413, null, '33,554,432 bytes'],
];

test(`${table.length} bad requests about weights are refused where they are wrong, and nothing is kept`, async () => {
  const api = await freshApi({ maxArtifact: 200_000 });
  const { run, first } = await checkpointed(api);
  const { body: fresh } = await request(api.url).post('/jobs').send(minimal).expect(202);
  const other = await api.artifacts.put(encodeSafetensors({ 'fc.weight': { shape: [1], data: [1] } }));
  const filled = (text: string) =>
    text
      .replace('RUN', run)
      .replace('FRESH', fresh.id)
      .replace('FIRST', first)
      .replace('OTHER', other.digest);
  for (const [name, { method, url, body, type }, status, path, word] of table) {
    const asked = request(api.url)[method](filled(url));
    const sent =
      body === undefined
        ? asked
        : asked
            .type(type ?? 'application/json')
            .send(
              Buffer.isBuffer(body) ? body : filled(typeof body === 'string' ? body : JSON.stringify(body)),
            );
    const { status: got, body: problem, headers } = await sent;
    expect({ name, got, detail: problem.detail, type: headers['content-type']?.split(';')[0] }).toMatchObject(
      {
        name,
        got: status,
        type: PROBLEM_TYPE,
      },
    );
    expect(Value.Errors(Problem, problem), name).toEqual([]);
    const paths = [...new Set(problem.errors.map((issue: { path: string }) => issue.path))];
    expect({ name, paths }).toEqual({ name, paths: path === null ? [] : [path] });
    if (word) expect(path === null ? problem.detail : problem.errors[0].message, name).toContain(word);
  }
  const { body: jobs } = await request(api.url).get('/jobs').expect(200);
  expect(jobs.items.map(({ id }: { id: string }) => id)).toEqual([fresh.id, run]);
});

test.each(['/jobs', `/runs/${nobody}/fork`])(
  'weights sent to %s are told the type that it takes',
  async (url) => {
    const api = await freshApi();
    const { body } = await request(api.url)
      .post(url)
      .type('application/octet-stream')
      .send(Buffer.from(weights()))
      .expect(415);
    expect(body.detail).toBe(
      'Send the body with content-type application/json, not application/octet-stream',
    );
  },
);
