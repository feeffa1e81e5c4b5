import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { BadConfig, readConfig } from '../server/config.ts';

const TOKEN = 'a-token-0123456789';
const OTHER = "another-token-!#$%&'*+.^_`|~";
const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

test('without settings the defaults hold', () => {
  expect(readConfig({ PATH: '/bin', LEARND_DATASETS: '', LEARND_URL: 'http://learnd.example' })).toEqual({
    host: '127.0.0.1',
    port: 7070,
    data: resolve('data'),
    datasets: null,
    devices: 'auto',
    threads: availableParallelism(),
    maxArtifact: 256 * 1024 * 1024,
    runQuota: 4 * 1024 ** 3,
    diskQuota: 0,
    maxQueue: 1000,
    leaseMs: 60_000,
    logLevel: 'info',
    access: {
      tokens: [],
      host: '127.0.0.1',
      allowedHosts: [],
      origins: [],
      rateLimit: 6000,
      failureLimit: 30,
      maxSockets: 1000,
      trustedProxies: [],
    },
  });
});

test('every setting is read', () => {
  const env = {
    LEARND_HOST: '0.0.0.0',
    LEARND_TOKEN: `${TOKEN}, read:${OTHER}`,
    LEARND_ALLOWED_HOSTS: 'Learnd.example, fd00::7, 10.0.0.7',
    LEARND_CORS_ORIGINS: 'https://lab.example,http://localhost:3000',
    LEARND_RATE_LIMIT: '0',
    LEARND_MAX_SOCKETS: '7',
    LEARND_TRUST_PROXY: '127.0.0.1, 10.0.0.0/8,fd00::/7',
    LEARND_PORT: '0',
    LEARND_DATA: '/var/lib/learnd',
    LEARND_DATASETS: '/data',
    LEARND_DEVICES: 'wasm, tensorflow, webgpu:1,webgpu:software',
    LEARND_THREADS: '3',
    LEARND_MAX_ARTIFACT: '1000',
    LEARND_RUN_QUOTA: '0',
    LEARND_DISK_QUOTA: '1000000',
    LEARND_MAX_QUEUE: '10',
    LEARND_LEASE_MS: '5000',
    LEARND_LOG_LEVEL: 'warn',
  };
  expect(readConfig(env)).toEqual({
    host: '0.0.0.0',
    port: 0,
    data: '/var/lib/learnd',
    datasets: '/data',
    devices: ['wasm', 'tensorflow', 'webgpu:1', 'webgpu:software'],
    threads: 3,
    maxArtifact: 1000,
    runQuota: 0,
    diskQuota: 1_000_000,
    maxQueue: 10,
    leaseMs: 5000,
    logLevel: 'warn',
    access: {
      tokens: [
        { scope: 'write', digest: sha256(TOKEN) },
        { scope: 'read', digest: sha256(OTHER) },
      ],
      host: '0.0.0.0',
      allowedHosts: ['learnd.example', '[fd00::7]', '10.0.0.7'],
      origins: ['https://lab.example', 'http://localhost:3000'],
      rateLimit: 0,
      failureLimit: 30,
      maxSockets: 7,
      trustedProxies: ['127.0.0.1', '10.0.0.0/8', 'fd00::/7'],
    },
  });
});

test.each([
  ['LEARND_PORT', '65536'],
  ['LEARND_PORT', '-1'],
  ['LEARND_PORT', 'http'],
  ['LEARND_PORT', '80.5'],
  ['LEARND_HOST', '0.0.0.0'],
  ['LEARND_HOST', '127.0.0.1.example.org'],
  ['LEARND_DEVICES', 'wasm,tpu'],
  ['LEARND_DEVICES', 'wasm,wasm'],
  ['LEARND_DEVICES', 'webgpu:16'],
  ['LEARND_DEVICES', 'webgpu:0,webgpu:0'],
  ['LEARND_DEVICES', 'wasm,'],
  ['LEARND_DEVICES', 'auto,wasm'],
  ['LEARND_THREADS', '0'],
  ['LEARND_THREADS', 'all'],
  ['LEARND_MAX_ARTIFACT', '0'],
  ['LEARND_MAX_ARTIFACT', '256MiB'],
  ['LEARND_MAX_ARTIFACT', '3000000000'],
  ['LEARND_LOG_LEVEL', 'loud'],
  ['LEARND_RUN_QUOTA', '-1'],
  ['LEARND_DISK_QUOTA', '1GB'],
  ['LEARND_MAX_QUEUE', '0'],
  ['LEARND_LEASE_MS', '1'],
  ['LEARND_ALLOWED_HOSTS', 'https://learnd.example'],
  ['LEARND_ALLOWED_HOSTS', 'learnd.example:7070'],
  ['LEARND_ALLOWED_HOSTS', 'learnd.example:80'],
  ['LEARND_ALLOWED_HOSTS', 'a,,b'],
  ['LEARND_ALLOWED_HOSTS', '*'],
  ['LEARND_CORS_ORIGINS', '*'],
  ['LEARND_CORS_ORIGINS', 'null'],
  ['LEARND_CORS_ORIGINS', 'lab.example'],
  ['LEARND_CORS_ORIGINS', 'https://lab.example/'],
  ['LEARND_CORS_ORIGINS', 'https://Lab.example'],
  ['LEARND_CORS_ORIGINS', 'https://lab.example:443'],
  ['LEARND_RATE_LIMIT', '-1'],
  ['LEARND_RATE_LIMIT', 'fast'],
  ['LEARND_MAX_SOCKETS', '0'],
  ['LEARND_TRUST_PROXY', 'true'],
  ['LEARND_TRUST_PROXY', '10.0.0.0/33'],
  ['LEARND_TRUST_PROXY', '10.0.0/8'],
  ['LEARND_TOKENS', 'misspelt-0123456789'],
  ['LEARND_POTR', '1'],
])('%s=%s is refused by name', (name, value) => {
  expect(() => readConfig({ [name]: value })).toThrow(BadConfig);
  expect(() => readConfig({ [name]: value })).toThrow(`\n${name} `);
});

test('all mistakes are told in one error, one sentence each', () => {
  const env = { LEARND_HOST: '0.0.0.0', LEARND_PORT: 'x', LEARND_DEVICES: 'tpu', LEARND_X: '1' };
  const told = () => readConfig(env);
  for (const name of Object.keys(env)) expect(told).toThrow(`\n${name} `);
  expect(told).toThrow('whoever reaches the port could');
});

test.each([
  ['too short', 'short-secret', 'number 1 must have at least 16 characters'],
  ['one of two too short', `${TOKEN},short-secret`, 'number 2 must have'],
  ['with a space in it', 'secret secret secret', 'number 1 must have'],
  ['with a character that no header has', 'secret-secret-sécret', 'number 1 must have'],
  ['with a slash', 'secret/secret/secret', 'number 1 must have'],
  ['with a newline', 'secret-secret-secret\nsecret-secret-secret', 'number 1 must have'],
  ['empty between commas', `${TOKEN},`, 'number 2 must have'],
  ['of an unknown scope', `admin:${TOKEN}`, 'number 1 may have read: or write: before it'],
  ['with two scopes', `read:write:${TOKEN}`, 'no other colon'],
  ['without a scope before its colon', `:${TOKEN}`, 'number 1 may have'],
  ['twice', `${TOKEN},read:${TOKEN}`, 'number 2 was given before'],
])('a token %s is refused by a sentence that does not repeat it', (_, text, sentence) => {
  const told = messageOf({ LEARND_TOKEN: text, LEARND_HOST: '0.0.0.0' });
  expect(told).toContain('\nLEARND_TOKEN must be tokens separated by commas; ');
  expect(told).toContain(sentence);
  for (const secret of ['secret', 'token-0', 'sécret']) expect(told).not.toContain(secret);
  // A token was meant: what is wrong is the token, not the host.
  expect(told).not.toContain('LEARND_HOST');
});

test.each(['0.0.0.0', '::', '192.168.1.7', 'learnd.example', '127.0.0.1.example.org', '::ffff:127.0.0.1'])(
  'beyond loopback, at %s, a token is needed',
  (host) => {
    expect(messageOf({ LEARND_HOST: host })).toContain('as long as LEARND_TOKEN is not set');
    expect(messageOf({ LEARND_HOST: host, LEARND_TOKEN: '' })).toContain('Set LEARND_TOKEN');
    expect(readConfig({ LEARND_HOST: host, LEARND_TOKEN: TOKEN }).host).toBe(host);
  },
);

test.each(['127.0.0.1', '127.0.1.1', '::1', 'localhost'])('on loopback, at %s, none is', (host) => {
  expect(readConfig({ LEARND_HOST: host }).access.tokens).toEqual([]);
});

test('an origin that is nearly right is told as it should be', () => {
  expect(messageOf({ LEARND_CORS_ORIGINS: 'https://Lab.example/' })).toContain('here https://lab.example,');
});

function messageOf(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('these settings were taken');
}
