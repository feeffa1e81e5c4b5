import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { freshFolder } from '../artifacts/fixture.ts';
import { guardedApi } from './access-fixture.ts';
import { freshApi } from './fixture.ts';

/** As `npm run build` leaves it, beside something that is nobody's business. */
async function made(): Promise<string> {
  const folder = path.join(await freshFolder(), 'dist');
  await mkdir(path.join(folder, 'assets'), { recursive: true });
  await writeFile(path.join(folder, 'index.html'), '<title>learnd</title>');
  await writeFile(path.join(folder, 'assets/index-1a2b.js'), 'let x;');
  await writeFile(path.join(folder, '../secret.txt'), 'secret');
  return folder;
}

test('the page comes without a token, may load from this server alone, and is asked for anew each time', async () => {
  const { url } = await guardedApi({}, { dashboard: await made() });
  const page = await fetch(`${url}/`);
  expect(await page.text()).toBe('<title>learnd</title>');
  expect(page.headers.get('content-type')).toContain('text/html');
  expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self';/);
  expect(page.headers.get('cache-control')).toBe('no-cache');
  const script = await fetch(`${url}/assets/index-1a2b.js`);
  expect(script.headers.get('content-type')).toContain('javascript');
  expect(script.headers.get('cache-control')).toContain('immutable');
  expect((await fetch(`${url}/runs`)).status).toBe(401);
});

test.each(['/../secret.txt', '/%2e%2e/secret.txt', '/assets/..%2f..%2fsecret.txt', '/assets/none.js'])(
  'nothing but its own files: %s',
  async (target) => {
    const { app } = await freshApi({ dashboard: await made() });
    expect([403, 404]).toContain((await app.inject({ url: target })).statusCode);
  },
);

test('one that was not made says how to make it', async () => {
  for (const dashboard of [{}, { dashboard: await freshFolder() }]) {
    const { url } = await freshApi(dashboard);
    const reply = await fetch(`${url}/`);
    expect([reply.status, await reply.text()]).toEqual([404, expect.stringContaining('npm run build')]);
  }
});

test('it is no part of the contract', async () => {
  const { url } = await freshApi({ dashboard: await made() });
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: object };
  expect(Object.keys(paths)).not.toContain('/');
});
