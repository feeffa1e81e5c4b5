import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Receipt } from '../../shared/receipt.ts';
import type { JobSpec, TrainSpec } from '../../shared/spec/job-spec.ts';
import type { Dataset } from '../data/index.ts';
import { type Device, tf } from '../engine/index.ts';

/**
 * Says when a job runs, what it is called, what is kept of it and how often it is tried: none of it changes a number.
 * `device` is there as the one that it got.
 */
const WITHOUT_EFFECT = [
  'name',
  'tags',
  'priority',
  'notBefore',
  'maxAttempts',
  'checkpoint',
  'device',
] as const satisfies (keyof TrainSpec)[];

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Where the numbers are decided. */
const SOURCES = ['server/data', 'server/engine', 'server/learner', 'server/trainer', 'shared'];
const IS_SOURCE = /\.(ts|[cm]?js|wasm)$/;
const LIBRARIES = /^(@tensorflow\/|pure-rand$)/;

/** What the numbers of a training stand on. Costs a reading of the data: some 50 ms for 70,000 images of 28 x 28. */
export function receiptOf(spec: JobSpec, dataset: Dataset, device: Device): Receipt {
  const { name, version, threads, simd, gpu } = device;
  const parts = {
    spec: digestOfSpec(spec),
    data: digestOfData(dataset, spec.dataset),
    code: codeOf(),
    device: { name, version, threads, simd, gpu, platform: `${process.platform}-${process.arch}` },
  };
  return { ...parts, digest: sha256(canonical(parts)) };
}

function digestOfSpec(spec: JobSpec): string {
  const decisive = Object.entries(spec).filter(([key]) => !WITHOUT_EFFECT.some((name) => name === key));
  return sha256(canonical(Object.fromEntries(decisive)));
}

function digestOfData({ train, valid, classes }: Dataset, limits: JobSpec['dataset']): string {
  const hash = createHash('sha256');
  for (const [split, limit] of [
    [train, limits.trainLimit],
    [valid, limits.validLimit],
  ] as const) {
    const [all, ...image] = split.shape;
    const count = Math.min(limit ?? all, all);
    hash.update(canonical([count, ...image, classes.length]));
    hash.update(split.images.subarray(0, count * image.reduce((a, b) => a * b)));
    hash.update(split.labels.subarray(0, count));
  }
  return `sha256:${hash.digest('hex')}`;
}

function codeOf(): Receipt['code'] {
  const { version, dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    version: string;
    dependencies: Record<string, string>;
  };
  // Pinned to a version each: what is written there is what is installed.
  const libraries = Object.entries(dependencies).filter(([name]) => LIBRARIES.test(name));
  const hash = createHash('sha256').update(canonical({ libraries, tfjs: tf.version }));
  for (const file of sources()) {
    const bytes = readFileSync(join(ROOT, file));
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  }
  const { tfjs } = tf.version;
  return { version, digest: `sha256:${hash.digest('hex')}`, tfjs, node: process.versions.node };
}

/** Paths with slashes, in one order on every machine. */
const sources = (): string[] =>
  SOURCES.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => IS_SOURCE.test(file))
      .map((file) => `${folder}/${file.replaceAll('\\', '/')}`),
  ).sort();

const sha256 = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** JSON with the keys of every object in order: equal values have equal texts. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
