import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import request from 'supertest';
import { expect, test } from 'vitest';
import { openArtifacts } from '../../server/artifacts/index.ts';
import { freshFolder } from '../artifacts/fixture.ts';
import { freshApi, weights } from './fixture.ts';

const fileOf = (folder: string, name: string): string =>
  join(folder, 'sha256', name.slice(7, 9), name.slice(7));

async function api() {
  const folder = await freshFolder();
  const lines: string[] = [];
  const logger = { level: 'error' as const, stream: { write: (line: string) => void lines.push(line) } };
  const { url } = await freshApi({ artifacts: await openArtifacts(folder), maxArtifact: 1_000_000, logger });
  return { folder, url, log: () => lines.join() };
}

const names = async (folder: string) => (await readdir(folder, { recursive: true })).sort();

/** A safetensors file of this header, right or wrong. */
function file(header: unknown, data = 4, length?: bigint): Buffer {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(length ?? BigInt(text.length));
  return Buffer.concat([prefix, text, Buffer.alloc(data)]);
}
const tensor = (dtype: unknown, shape: unknown, data_offsets: unknown) => ({ dtype, shape, data_offsets });
const one = tensor('F32', [1], [0, 4]);

test.each<[string, Buffer, string]>([
  ['a length past the end', file({ w: one }, 4, 1000n), 'cut short'],
  ['a length of 2^64 - 1', file({ w: one }, 4, 2n ** 64n - 1n), 'is this a safetensors file'],
  ['a length of 100 MB', file({ w: one }, 4, 100_000_000n), 'cut short'],
  ['a header that is not JSON', file('{"w":', 4), 'not JSON'],
  ['a header that is not UTF-8', file(`{"w":"\u0000`, 4), 'not JSON'],
  ['a header nested too deep', file('['.repeat(200_000), 0), ''],
  ['a tensor nested too deep', file(`{"w":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 0), 'Tensor "w"'],
  ['a key twice', file(`{"w":${JSON.stringify(one)},"w":${JSON.stringify(one)}}`), 'twice'],
  ['an unknown dtype', file({ w: tensor('F31', [1], [0, 4]) }), 'dtype'],
  ['a dtype of the prototype', file({ w: tensor('constructor', [1], [0, 4]) }), 'dtype'],
  ['an overlap', file({ a: one, b: one }), 'overlaps'],
  ['a hole', file({ a: one, b: tensor('F32', [1], [8, 12]) }, 12), 'hole'],
  ['offsets beyond the end', file({ w: tensor('F32', [2], [0, 8]) }), 'cut short'],
  ['offsets that are negative', file({ w: tensor('F32', [1], [-4, 0]) }), 'data_offsets'],
  ['offsets that are reversed', file({ w: tensor('F32', [1], [4, 0]) }), 'data_offsets'],
  ['offsets above 2^53', file({ w: tensor('F32', [1], [2 ** 60, 2 ** 60 + 4]) }), 'data_offsets'],
  ['a shape that overflows', file({ w: tensor('F32', [2 ** 40, 2 ** 40], [0, 4]) }), 'Tensor "w"'],
  ['a negative shape', file({ w: tensor('F32', [-1], [0, 4]) }), 'shape'],
  ['bytes after the last tensor', file({ w: one }, 5), 'belong to none'],
  ['metadata that are numbers', file({ __metadata__: { a: 1 }, w: one }), '__metadata__'],
])('%s is refused by a 400, and nothing is left on the disk', async (_, bytes, word) => {
  const { folder, url } = await api();
  const { body } = await request(url)
    .post('/artifacts')
    .type('application/octet-stream')
    .send(bytes)
    .expect(400);
  expect(body.detail).toContain(word);
  expect(await names(folder)).toEqual([]);
});

test.each([
  '..',
  '../../learnd.db',
  'sha256:../../../../etc/passwd',
  `sha256:${'a'.repeat(63)}/`,
  `sha256:${'A'.repeat(64)}`,
  `sha256:${'a'.repeat(64)}\0`,
  `sha256:${'a'.repeat(64)}/../x`,
  'sha256',
  '.',
])('GET /artifacts/%j reaches no file', async (name) => {
  const { folder, url } = await api();
  await writeFile(join(folder, 'learnd.db'), 'secret');
  for (const path of [encodeURIComponent(name), name.replaceAll('\0', '%00')]) {
    const { status, text } = await request(url).get(`/artifacts/${path}`);
    expect([400, 404, 405]).toContain(status);
    expect(text ?? '').not.toContain('secret');
  }
});

const upload = (url: string) =>
  request(url).post('/artifacts').type('application/octet-stream').send(Buffer.from(weights()));

test('a link in place of an artifact is not followed, and an upload does not write through it', async () => {
  const { folder, url, log } = await api();
  const secret = join(await freshFolder(), 'secret');
  await writeFile(secret, 'secret');
  const { body: put } = await upload(url).expect(201);
  await request(url).get(`/artifacts/${put.digest}`).expect(200);
  await rm(fileOf(folder, put.digest));
  await symlink(secret, fileOf(folder, put.digest));
  const { text } = await request(url).get(`/artifacts/${put.digest}`).expect(503);
  expect(text).not.toContain('secret');
  expect(log()).toContain('is a link');
  await upload(url).expect(201);
  expect(await readFile(secret, 'utf8')).toBe('secret');
  const { body } = await request(url).get(`/artifacts/${put.digest}`).expect(200);
  expect(body).toEqual(Buffer.from(weights()));
});

test.each(['sha256', 'shard'])(
  'a link in place of the folder %s is neither read nor written through',
  async (place) => {
    const { folder, url, log } = await api();
    const elsewhere = join(await freshFolder(), 'elsewhere');
    const { body: put } = await upload(url).expect(201);
    const linked = place === 'sha256' ? join(folder, 'sha256') : dirname(fileOf(folder, put.digest));
    // The bytes there are right, as long as whoever owns the other folder wants it.
    await rename(linked, elsewhere);
    await symlink(elsewhere, linked);
    await request(url).get(`/artifacts/${put.digest}`).expect(503);
    expect(log()).toContain('is a link to');
    const target = await realpath(fileOf(folder, put.digest));
    await writeFile(target, 'theirs');
    await upload(url).expect(500);
    expect(await readFile(target, 'utf8')).toBe('theirs');
    expect(await readdir(folder)).toEqual(['sha256']);
  },
);

test('what was planted under a name that was never put is not there', async () => {
  const { folder, url } = await api();
  const name = `sha256:${createHash('sha256').update('planted').digest('hex')}`;
  await mkdir(dirname(fileOf(folder, name)), { recursive: true });
  await writeFile(fileOf(folder, name), 'planted');
  await request(url).get(`/artifacts/${name}`).expect(404);
});

test('bytes under a name that is not theirs are not handed out, also when they come later', async () => {
  const { folder, url, log } = await api();
  const { body: put } = await upload(url).expect(201);
  for (const handedOut of [false, true]) {
    if (handedOut) await request(url).get(`/artifacts/${put.digest}`).expect(200);
    const forged = Buffer.from(weights());
    forged[forged.length - 1]! ^= 1;
    await writeFile(fileOf(folder, put.digest), forged);
    await request(url).get(`/artifacts/${put.digest}`).expect(503);
    expect(log()).toContain('has other bytes');
    await upload(url).expect(201);
  }
  for (let i = 0; i < 2; i++) await request(url).get(`/artifacts/${put.digest}`).expect(200);
});
