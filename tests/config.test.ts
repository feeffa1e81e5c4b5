import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { BadConfig, readConfig } from '../server/config.ts';

test('without settings the defaults hold', () => {
  expect(readConfig({ PATH: '/bin', LEARND_DATASETS: '' })).toEqual({
    host: '127.0.0.1',
    port: 7070,
    data: resolve('data'),
    datasets: null,
    devices: 'auto',
    threads: availableParallelism(),
    maxArtifact: 256 * 1024 * 1024,
    logLevel: 'info',
  });
});

test('every setting is read', () => {
  const env = {
    LEARND_HOST: '::1',
    LEARND_PORT: '0',
    LEARND_DATA: '/var/lib/learnd',
    LEARND_DATASETS: '/data',
    LEARND_DEVICES: 'wasm, tensorflow',
    LEARND_THREADS: '3',
    LEARND_MAX_ARTIFACT: '1000',
    LEARND_LOG_LEVEL: 'warn',
  };
  expect(readConfig(env)).toEqual({
    host: '::1',
    port: 0,
    data: '/var/lib/learnd',
    datasets: '/data',
    devices: ['wasm', 'tensorflow'],
    threads: 3,
    maxArtifact: 1000,
    logLevel: 'warn',
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
  ['LEARND_DEVICES', 'wasm,'],
  ['LEARND_DEVICES', 'auto,wasm'],
  ['LEARND_THREADS', '0'],
  ['LEARND_THREADS', 'all'],
  ['LEARND_MAX_ARTIFACT', '0'],
  ['LEARND_MAX_ARTIFACT', '256MiB'],
  ['LEARND_MAX_ARTIFACT', '3000000000'],
  ['LEARND_LOG_LEVEL', 'loud'],
  ['LEARND_TOKEN', 'secret'],
  ['LEARND_POTR', '1'],
])('%s=%s is refused by name', (name, value) => {
  expect(() => readConfig({ [name]: value })).toThrow(BadConfig);
  expect(() => readConfig({ [name]: value })).toThrow(`\n${name} `);
});

test('all mistakes are told in one error, one sentence each', () => {
  const env = { LEARND_HOST: '0.0.0.0', LEARND_PORT: 'x', LEARND_DEVICES: 'tpu', LEARND_X: '1' };
  const told = () => readConfig(env);
  for (const name of Object.keys(env)) expect(told).toThrow(`\n${name} `);
  expect(told).toThrow('there is no authentication yet');
});
