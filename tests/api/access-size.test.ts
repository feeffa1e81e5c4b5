import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { PROBLEM_TYPE } from '../../shared/problem.ts';
import { CLOSE } from '../../shared/protocol.ts';
import { type Route, routes } from '../../shared/routes.ts';
import { knock } from './access-fixture.ts';
import { checkpointed, freshApi, minimal } from './fixture.ts';

const DEEP = 100_000;
const lists = '['.repeat(DEEP) + ']'.repeat(DEEP);
const objects = `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`;
const places = [
  'model',
  'dataset',
  'init',
  'optimizer',
  'schedule',
  'augment',
  'hooks',
  'tags',
  'epochs',
  'nothing',
];

describe('a value nested deeper than the stack', () => {
  test.each(Object.entries<Route>(routes).filter(([, { method }]) => method === 'POST'))(
    'is refused as the body of %s',
    async (name, { url: path, consumes }) => {
      const api = await freshApi();
      const { run } = await checkpointed(api);
      const bodies = [lists, objects];
      if (name === 'createJob') {
        for (const place of places) {
          for (const value of [lists, objects])
            bodies.push(JSON.stringify({ ...minimal, [place]: 'HERE' }).replace('"HERE"', value));
        }
      }
      if (name === 'forkRun') {
        for (const value of [lists, objects]) {
          bodies.push(`{"overrides":${value}}`);
          for (const place of places) bodies.push(`{"overrides":{"${place}":${value}}}`);
        }
      }
      if (name === 'predict') bodies.push(`{"images":${lists}}`, `{"images":[${objects}]}`);
      for (const body of bodies) {
        const { status, headers } = await request(api.url)
          .post(path.replace(':id', run))
          .type('application/json')
          .send(body);
        const shown = body.slice(0, 40);
        expect({ shown, status }).toEqual({ shown, status: consumes ? 415 : 400 });
        expect(headers['content-type']).toContain(PROBLEM_TYPE);
      }
      await request(api.url).get('/jobs').expect(200);
    },
  );
});

describe('very many keys', () => {
  test('in a query are refused with an answer that is not longer than it may be', async () => {
    const { url, stream } = await freshApi();
    const query = Array.from({ length: 2000 }, (_, i) => `k${i}=1`).join('&');
    const { body, text } = await request(url).get(`/runs?${query}`).expect(400);
    expect(body.errors).toHaveLength(50);
    expect(body.detail).toContain('and 1950 mistakes more');
    expect(text.length).toBeLessThan(30_000);
    const { closed } = knock(stream(`/stream?${query}`));
    expect(await closed).toMatchObject({ code: CLOSE.badRequest });
  });

  test('in a body are refused so too, in a moment', async () => {
    const { url } = await freshApi();
    const many = Object.fromEntries(Array.from({ length: 70_000 }, (_, i) => [`k${i}`, 1]));
    const began = Date.now();
    const { body, text } = await request(url)
      .post('/jobs')
      .send({ ...minimal, ...many })
      .expect(400);
    expect(Date.now() - began).toBeLessThan(3000);
    expect(body.errors).toHaveLength(50);
    expect(text.length).toBeLessThan(50_000);
  });

  test('the same key again and again is refused as a list', async () => {
    const { url } = await freshApi();
    const { body } = await request(url)
      .get(`/jobs?${'limit=1&'.repeat(1500)}`)
      .expect(400);
    expect(body.errors.map(({ path }: { path: string }) => path)).toEqual(['/limit']);
  });
});
