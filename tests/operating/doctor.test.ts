import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../server/config.ts';
import { dataFolderFindings } from '../../server/doctor/data-folder.ts';
import { found } from '../../server/doctor/finding.ts';
import { nodeFinding, packageFindings } from '../../server/doctor/installation.ts';
import { serverFindings, tokenFinding } from '../../server/doctor/server.ts';
import { guardedApi, READ } from '../api/access-fixture.ts';
import { freshApi } from '../api/fixture.ts';
import { learnd } from './command.ts';

function folder(): string {
  const at = mkdtempSync(join(tmpdir(), 'learnd-doctor-'));
  onTestFinished(() => rmSync(at, { recursive: true, force: true }));
  return at;
}

const place = (url: string) => ({ host: '127.0.0.1', port: Number(new URL(url).port) });

describe('the doctor', () => {
  test.each([
    ['20.19.0', 'good'],
    ['20.20.2', 'good'],
    ['22.0.0', 'good'],
    ['20.18.9', 'bad'],
    ['18.20.4', 'bad'],
  ])('finds Node %s %s', (version, status) => expect(nodeFinding(version).status).toBe(status));

  test('finds this installation whole', () => {
    const findings = packageFindings();
    expect(findings.map(({ about }) => about)).toEqual(['learnd', 'database', 'dashboard']);
    expect(findings.filter(({ status }) => status === 'bad')).toEqual([]);
  });

  test('finds a data folder that can be one, with its size, and one that cannot', async () => {
    const at = folder();
    writeFileSync(join(at, 'x'), Buffer.alloc(3 * 1024 ** 2));
    expect(await dataFolderFindings(at)).toMatchObject([
      { about: 'data', status: 'good', text: `${at}, 3 MiB` },
      { about: 'room', status: 'good' },
    ]);
    writeFileSync(join(at, 'learnd.lock'), `${process.pid}\n`);
    expect((await dataFolderFindings(at))[0]!.text).toContain(`in use by a server (pid ${process.pid})`);
    expect((await dataFolderFindings(join(at, 'a/b')))[0]).toMatchObject({
      status: 'note',
      text: `${at}/a/b is made at the first start`,
    });
    expect(await dataFolderFindings(join(at, 'x'))).toMatchObject([
      { status: 'bad', text: expect.stringContaining('is a file') },
    ]);
  });

  test('finds a server, somebody else, or nobody at the port', async () => {
    const { url, app } = await freshApi();
    expect(await serverFindings('', place(url), undefined)).toMatchObject([
      { about: 'server', status: 'good' },
    ]);
    await app.close();
    expect(await serverFindings('', place(url), undefined)).toMatchObject([
      { about: 'port', status: 'good', text: expect.stringContaining('is free') },
    ]);
    expect(await serverFindings(url, place(url), undefined)).toMatchObject([
      { status: 'bad', text: `${url}: nobody answers there` },
    ]);
    const other = createServer((socket) => socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n'));
    onTestFinished(() => void other.close());
    await new Promise<void>((listening) => other.listen(place(url).port, '127.0.0.1', listening));
    expect(await serverFindings('', place(url), undefined)).toMatchObject([
      { about: 'port', status: 'bad', text: expect.stringContaining('not by a learnd') },
    ]);
  });

  test('says whether tokens are wanted and known, and never what they are', async () => {
    const { url } = await guardedApi();
    const [wrong] = await serverFindings(url, place(url), undefined);
    expect(wrong).toMatchObject({
      status: 'note',
      text: expect.stringContaining('wants another LEARND_TOKEN'),
    });
    expect(await serverFindings(url, place(url), READ)).toMatchObject([{ status: 'good' }]);
    const set = tokenFinding(readConfig({ LEARND_TOKEN: `read:${READ}` }), '127.0.0.1');
    expect(set.text).toContain('1 set');
    expect(JSON.stringify([wrong, set])).not.toContain(READ);
  });

  test('takes a look that fails for a finding', async () => {
    expect(await found('x', () => Promise.reject(new Error('broken')))).toEqual([
      { about: 'x', status: 'bad', text: 'broken' },
    ]);
  });

  test('tells all of it without a server, and ends with 1 for what would keep one from starting', {
    timeout: 120_000,
  }, async () => {
    const at = folder();
    const env = { LEARND_DATA: join(at, 'data'), LEARND_PORT: '0', LEARND_THREADS: '1' };
    const [well, ill] = await Promise.all([
      learnd(['doctor', '--json'], env),
      learnd(['doctor'], { ...env, LEARND_PROT: '1' }),
    ]);
    expect(well).toMatchObject({ code: 0, err: '' });
    const { ok, findings } = JSON.parse(well.out);
    expect(ok).toBe(true);
    expect(findings).toContainEqual({
      about: 'wasm',
      status: 'good',
      text: expect.stringContaining('"auto" takes this one'),
    });
    expect(findings).toContainEqual({
      about: 'fashion-mnist-mini',
      status: 'good',
      text: 'at hand: bundled with learnd',
    });
    expect(findings.find(({ about }: { about: string }) => about === 'tensorflow').text).toMatch(
      /does not work: |TensorFlow/,
    );
    expect(ill.code).toBe(1);
    expect(ill.out).toMatch(/^✗ settings .*\n +LEARND_PROT unknown key/m);
    expect(ill.out).toContain('Something keeps learnd from working here');
  });
});
