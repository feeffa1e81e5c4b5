import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { Type } from 'typebox';
import { check } from '../shared/check.ts';
import type { Issue } from '../shared/problem.ts';
import { closed } from '../shared/spec/closed.ts';
import { DEVICE_WORDS, type DeviceName, isDeviceName } from '../shared/spec/device.ts';
import { accessVariables, readAccess } from './access-settings.ts';
import type { AccessSettings } from './api/access/index.ts';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
/** Node reads no larger file at once, in bytes. */
const MAX_FILE = 2 ** 31 - 1;
const PREFIX = 'LEARND_';

const Environment = closed({
  ...accessVariables,
  LEARND_PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 7070, description: '0 = any free one.' }),
  LEARND_DATA: Type.String({ default: './data', description: 'Database, artifacts, dataset cache.' }),
  LEARND_DATASETS: Type.Optional(Type.String({ description: 'Folder of datasets already at hand.' })),
  LEARND_DEVICES: Type.String({ default: 'auto', description: 'auto, or names separated by commas.' }),
  LEARND_THREADS: Type.Integer({ minimum: 1, maximum: 1024, default: availableParallelism() }),
  LEARND_MAX_ARTIFACT: Type.Integer({
    minimum: 1,
    maximum: MAX_FILE,
    default: 256 * 1024 * 1024,
    description: 'Bytes of the largest artifact that is taken.',
  }),
  LEARND_RUN_QUOTA: Type.Integer({
    minimum: 0,
    default: 4 * 1024 ** 3,
    description: 'Bytes of artifacts that one run keeps: its oldest checkpoints go first. 0: no limit.',
  }),
  LEARND_DISK_QUOTA: Type.Integer({
    minimum: 0,
    default: 0,
    description: 'Bytes of all artifacts together; nothing more is kept above it. 0: no limit.',
  }),
  LEARND_MAX_QUEUE: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 1000,
    description: 'Jobs that may wait.',
  }),
  LEARND_LEASE_MS: Type.Integer({
    minimum: 1000,
    maximum: 24 * 60 * 60 * 1000,
    default: 60_000,
    description: 'A trainer that says nothing for so long is given up; longer than its longest step.',
  }),
  LEARND_LOG_LEVEL: Type.Enum([...LOG_LEVELS], { default: 'info' }),
  LEARND_URL: Type.Optional(
    Type.String({ description: 'Of the command line: a server does not look at it.' }),
  ),
});

export type Config = {
  host: string;
  port: number;
  /** Absolute. */
  data: string;
  /** Absolute. */
  datasets: string | null;
  /** `auto`: one worker that takes the first device that works. A list: one worker for each. */
  devices: 'auto' | DeviceName[];
  threads: number;
  /** Bytes. */
  maxArtifact: number;
  /** Bytes of artifacts of one run, and of all together; 0: no limit. */
  runQuota: number;
  diskQuota: number;
  /** Jobs that may wait. */
  maxQueue: number;
  leaseMs: number;
  logLevel: (typeof LOG_LEVELS)[number];
  /** Tokens, names, origins, limits. */
  access: AccessSettings;
};

/** Settings that cannot be meant as they are. */
export class BadConfig extends Error {
  override readonly name = 'BadConfig';

  constructor(issues: readonly Issue[]) {
    const sentences = issues.map(({ path, message }) => `${path.slice(1)} ${message}.`);
    super(`The server cannot start with these settings:\n${sentences.join('\n')}`);
  }
}

/** Reads the settings out of an environment. @throws BadConfig with a sentence for every mistake */
export function readConfig(env: Record<string, string | undefined>): Config {
  // An empty value is how compose files say "not set". A name that is not known may be a typo, or a setting that only
  // a later version obeys: neither may be ignored in silence.
  const own = Object.fromEntries(
    Object.entries(env).filter(([name, value]) => name.startsWith(PREFIX) && value !== ''),
  );
  const checked = check(Environment, own, { fromText: true });
  const issues = checked.ok ? [] : [...checked.issues];
  const { LEARND_DEVICES: named = 'auto' } = own;
  const access = readAccess(own);
  issues.push(...access.issues);
  const devices = readDevices(named);
  if (!devices) issues.push({ path: '/LEARND_DEVICES', message: notDevices(named) });
  if (!checked.ok || !devices || issues.length > 0) throw new BadConfig(issues);
  const { value } = checked;
  return {
    host: access.rules.host,
    port: value.LEARND_PORT,
    data: resolve(value.LEARND_DATA),
    datasets: value.LEARND_DATASETS === undefined ? null : resolve(value.LEARND_DATASETS),
    devices,
    threads: value.LEARND_THREADS,
    maxArtifact: value.LEARND_MAX_ARTIFACT,
    runQuota: value.LEARND_RUN_QUOTA,
    diskQuota: value.LEARND_DISK_QUOTA,
    maxQueue: value.LEARND_MAX_QUEUE,
    leaseMs: value.LEARND_LEASE_MS,
    logLevel: value.LEARND_LOG_LEVEL,
    access: {
      ...access.rules,
      rateLimit: value.LEARND_RATE_LIMIT,
      maxSockets: value.LEARND_MAX_SOCKETS,
    },
  };
}

function readDevices(text: string): Config['devices'] | undefined {
  if (text.trim() === 'auto') return 'auto';
  const names = text.split(',').map((name) => name.trim());
  const devices = names.filter(isDeviceName);
  return devices.length === names.length && new Set(devices).size === devices.length ? devices : undefined;
}

const notDevices = (text: string): string =>
  `must be auto, or some of ${DEVICE_WORDS} separated by commas, each once, got "${text}"`;
