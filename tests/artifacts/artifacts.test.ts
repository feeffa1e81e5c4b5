import { createHash } from 'node:crypto';
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { BadDigest, CorruptArtifact, MissingArtifact, openArtifacts } from '../../server/artifacts/index.ts';
import { BadSafetensors, encodeSafetensors, readHeader } from '../../shared/safetensors/index.ts';
import { freshArtifacts, freshFolder } from './fixture.ts';

const bytes = new TextEncoder().encode('weights');
const hex = createHash('sha256').update(bytes).digest('hex');
const digest = `sha256:${hex}`;
const absent = `sha256:${'0'.repeat(64)}`;

async function filesIn(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

test('what is put is kept under its sha256, and read back', async () => {
  const folder = await freshFolder();
  const artifacts = await openArtifacts(folder);
  expect(await artifacts.put(bytes)).toEqual({ digest, size: 7 });
  expect(await readFile(join(folder, 'sha256', hex.slice(0, 2), hex))).toEqual(Buffer.from(bytes));
  expect(await artifacts.has(digest)).toBe(true);
  expect(await artifacts.size(digest)).toBe(7);
  expect(new Uint8Array(await artifacts.read(digest))).toEqual(bytes);
  const { size, bytes: stream } = await artifacts.stream(digest);
  expect({ size, read: await buffer(stream) }).toEqual({ size: 7, read: Buffer.from(bytes) });
  // Another process that opens the folder finds it.
  expect(await (await openArtifacts(folder)).has(digest)).toBe(true);
});

test('the same bytes are one file, also when put by many at once, and nothing else is left', async () => {
  const folder = await freshFolder();
  const [one, other] = [await openArtifacts(folder), await openArtifacts(folder)];
  const put = await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? one : other).put(bytes)));
  expect(new Set(put.map((artifact) => artifact.digest))).toEqual(new Set([digest]));
  expect(await filesIn(folder)).toEqual([hex]);
});

test('bytes that are there are not written again', async () => {
  const folder = await freshFolder();
  const artifacts = await openArtifacts(folder);
  await artifacts.put(bytes);
  const file = join(folder, 'sha256', hex.slice(0, 2), hex);
  const before = await stat(file);
  await artifacts.put(bytes);
  expect((await stat(file)).ino).toBe(before.ino);
});

test('what is not there is told as missing', async () => {
  const artifacts = await freshArtifacts();
  expect(await artifacts.has(absent)).toBe(false);
  expect(await artifacts.size(absent)).toBe(null);
  await expect(artifacts.read(absent)).rejects.toThrow(MissingArtifact);
  await expect(artifacts.stream(absent)).rejects.toThrow(MissingArtifact);
  await expect(artifacts.header(absent)).rejects.toThrow(absent);
});

test('damaged bytes are never handed out, and putting them again mends the file', async () => {
  const folder = await freshFolder();
  const artifacts = await openArtifacts(folder);
  await artifacts.put(bytes);
  await writeFile(join(folder, 'sha256', hex.slice(0, 2), hex), 'weighty');
  await expect(artifacts.read(digest)).rejects.toThrow(CorruptArtifact);
  await artifacts.put(bytes);
  expect(new Uint8Array(await artifacts.read(digest))).toEqual(bytes);
});

test.each([
  '',
  'sha256:',
  hex,
  `md5:${hex}`,
  `sha256:${hex.toUpperCase()}`,
  `sha256:${hex}0`,
  `sha256:${hex}\n`,
  `sha256:../../../../etc/passwd`,
  `sha256:${'../'.repeat(20)}etcd`,
  `sha256:${hex.slice(0, 63)}/`,
])('%j is no digest and never becomes a path', async (name) => {
  const artifacts = await freshArtifacts();
  for (const method of ['has', 'size', 'read', 'stream', 'header'] as const) {
    await expect((async () => artifacts[method](name))()).rejects.toThrow(BadDigest);
  }
});

test('what a write left behind is removed at the next start, and what another process writes is not', async () => {
  const folder = await freshFolder();
  const random = '0123456789abcdef';
  // No process has a number so high: pid_max is at most 2^22.
  const dead = `${2 ** 22 + 1}-${random}.tmp`;
  const writing = `${process.pid}-${random}.tmp`;
  const old = `${process.ppid}-${random}.tmp`;
  for (const name of [dead, writing, old, 'notes.txt']) await writeFile(join(folder, name), 'x');
  await utimes(join(folder, old), 0, 0);
  await openArtifacts(folder);
  expect((await readdir(folder)).sort()).toEqual([writing, 'notes.txt'].sort());
});

test('a header is read without its tensors, also a long one, and a bad one is told', async () => {
  const artifacts = await freshArtifacts();
  const many = Object.fromEntries(
    Array.from({ length: 3000 }, (_, i) => [`layer.${i}.weight`, { shape: [2], data: [i, i] }]),
  );
  for (const file of [encodeSafetensors({ a: { shape: [1], data: [1] } }), encodeSafetensors(many)]) {
    const put = await artifacts.put(file);
    expect(await artifacts.header(put.digest)).toEqual(readHeader(file));
  }
  await artifacts.put(bytes);
  await expect(artifacts.header(digest)).rejects.toThrow(BadSafetensors);
  const cut = encodeSafetensors(many).subarray(0, 100_000);
  await expect(artifacts.header((await artifacts.put(cut)).digest)).rejects.toThrow('cut short');
});

test('a file is removed once it was not put for a while, and all that are there are listed', async () => {
  const folder = await freshFolder();
  const artifacts = await openArtifacts(folder);
  const file = join(folder, 'sha256', hex.slice(0, 2), hex);
  await artifacts.put(bytes);
  await writeFile(join(folder, 'sha256', hex.slice(0, 2), 'notes.txt'), 'x');
  expect(await artifacts.remove(digest, 10_000)).toBe(false);
  await utimes(file, 0, 0);
  const listed = [];
  for await (const found of artifacts.list()) listed.push(found);
  expect(listed).toEqual([{ digest, ageMs: expect.any(Number) }]);
  expect(listed[0]!.ageMs).toBeGreaterThan(1e12);
  // Whoever puts the same bytes wants them from then on.
  await artifacts.put(bytes);
  expect(await artifacts.remove(digest, 10_000)).toBe(false);
  await utimes(file, 0, 0);
  expect(await artifacts.remove(digest, 10_000)).toBe(true);
  expect(await artifacts.has(digest)).toBe(false);
  expect(await artifacts.remove(digest, 10_000)).toBe(true);
  expect(await filesIn(folder)).toEqual(['notes.txt']);
});

test('bytes put and removed by two at once are whole or gone, and whoever puts last has them', async () => {
  const folder = await freshFolder();
  const [one, other] = [await openArtifacts(folder), await openArtifacts(folder)];
  const file = join(folder, 'sha256', hex.slice(0, 2), hex);
  for (let round = 0; round < 200; round++) {
    await one.put(bytes);
    await utimes(file, 0, 0);
    const [, removed] = await Promise.all([one.put(bytes), other.remove(digest, 10_000)]);
    // Removed before it was touched, or left alone: after a put it is there in either case.
    expect({ round, removed, has: await one.has(digest) }).toMatchObject({ has: true });
  }
  expect(await filesIn(folder)).toEqual([hex]);
});
