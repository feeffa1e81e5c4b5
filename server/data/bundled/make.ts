/**
 * Makes the bundled subset from a local copy of Fashion-MNIST:
 *   node --import tsx server/data/bundled/make.ts [folder of the original]
 * and prints what catalog.ts says of its files. The output depends on the original alone (and on zlib's version, which
 * may compress the same data differently; the identity of a file is its decompressed content).
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { catalog } from '../catalog.ts';
import { readFolder } from '../folder.ts';
import { decodeIdx, type IdxArray } from '../idx.ts';

const original = catalog.find(({ name }) => name === 'fashion-mnist')!;
const mini = catalog.find(({ name }) => name === 'fashion-mnist-mini')!;
const from = process.argv[2] ?? original.debian!.folder;
const to = mini.bundled!;

const contents = await readFolder(from, original);
await mkdir(to, { recursive: true });
for (const split of ['train', 'valid'] as const) {
  for (const kind of ['images', 'labels'] as const) {
    const whole = decodeIdx(contents.get(original[split][kind].name)!);
    const bytes = encodeFirst(whole, mini[split].count);
    const { name } = mini[split][kind];
    const zipped = gzipped(bytes);
    await writeFile(join(to, name), zipped);
    const digest = createHash('sha256').update(bytes).digest('hex');
    console.log(`${name}: ${bytes.length} bytes, ${zipped.length} compressed, sha256 ${digest}`);
  }
}

/** The first `count` items of an array as an IDX file, in stored order. */
function encodeFirst({ shape, data }: IdxArray, count: number): Uint8Array {
  const sizes = [count, ...shape.slice(1)];
  const length = sizes.reduce((product, size) => product * size, 1);
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.set([0, 0, 0x08, sizes.length]);
  sizes.forEach((size, axis) => {
    header.writeUInt32BE(size, 4 + 4 * axis);
  });
  return Buffer.concat([header, data.subarray(0, length)]);
}

function gzipped(bytes: Uint8Array): Buffer {
  const zipped = gzipSync(bytes, { level: 9 });
  // The header names the operating system: always Unix, so that every machine makes the same file.
  zipped[9] = 3;
  return zipped;
}
