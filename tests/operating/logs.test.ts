import { Writable } from 'node:stream';
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { freshApi } from '../api/fixture.ts';
import { freshStore } from '../store/fixture.ts';

// biome-ignore lint/suspicious/noExplicitAny: lines are looked at field by field
type Line = any;

async function logging(level: string) {
  const lines: Line[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  const store = await freshStore();
  const census = () => Promise.reject(new Error('the disk is gone'));
  const list = () => Promise.reject(new Error('the disk is gone too'));
  const { url } = await freshApi({
    store: { ...store, census, runs: { ...store.runs, list } },
    logger: { level, stream },
  });
  return { url, about: () => lines.filter(({ msg }) => !msg.startsWith('Server listening')) };
}

describe('the log', () => {
  test('says nothing of requests that were answered, unless asked to', async () => {
    const { url, about } = await logging('info');
    await request(url).get('/healthz').expect(200);
    await request(url).get('/jobs/nobody').expect(404);
    expect(about()).toEqual([]);
  });

  test('has one line a request at debug', async () => {
    const { url, about } = await logging('debug');
    await request(url).get('/jobs/nobody?x=1');
    expect(about()).toMatchObject([
      {
        level: 20,
        reqId: expect.any(String),
        req: { method: 'GET' },
        res: { statusCode: 400 },
        responseTime: expect.any(Number),
      },
    ]);
  });

  test('tells what failed, with the request that it failed for', async () => {
    const { url, about } = await logging('info');
    await request(url).get('/runs').expect(500);
    expect(about()).toMatchObject([
      {
        level: 50,
        reqId: expect.any(String),
        err: { message: 'the disk is gone too', stack: expect.any(String) },
      },
    ]);
    await request(url).get('/metrics').expect(200);
    expect(about()[1]).toMatchObject({ level: 50, err: { message: 'the disk is gone' } });
  });
});
