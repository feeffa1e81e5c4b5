import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../server/config.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const read = (name: string): string => readFileSync(path.join(ROOT, 'docker', name), 'utf8');
const run = promisify(execFile);
const SCRIPTS = ['system.sh', 'install.sh', 'check.sh'];
const IMAGES = ['Dockerfile', 'tensorflow.Dockerfile'];

describe('what the images are made of', () => {
  test('the check that they end with passes on this installation', { timeout: 120_000 }, async () => {
    // What this machine has set is not of the image.
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !name.startsWith('LEARND_')),
    );
    const { stdout } = await run(path.join(ROOT, 'docker/check.sh'), { env });
    expect(stdout).toMatch(/"auto" takes this one[\s\S]*learnd can work here\.\n[\s\S]*learnd works\.\n$/);
  });

  test('a server that is not there is not ready', async () => {
    const asked = run(process.execPath, [path.join(ROOT, 'docker/ready.mjs'), 'http://127.0.0.1:1']);
    await expect(asked).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('127.0.0.1:1') });
  });

  test.each(SCRIPTS)('%s is a program that bash can read', async (name) => {
    accessSync(path.join(ROOT, 'docker', name), constants.X_OK);
    await run('bash', ['-n', path.join(ROOT, 'docker', name)]);
  });

  test.each(IMAGES)('%s runs these scripts, copies what is there and has a Node that will do', (name) => {
    const text = read(name);
    for (const script of SCRIPTS) expect(text).toMatch(new RegExp(`^RUN docker/${script}\\b`, 'm'));
    for (const [, source] of text.matchAll(/^COPY (?!--from)(\S+) /gm)) {
      expect(existsSync(path.join(ROOT, source!)), source).toBe(true);
    }
    for (const [, file] of text.matchAll(/"(\S+\.mjs)"/g)) {
      expect(existsSync(path.join(ROOT, file!)), file).toBe(true);
    }
    const { engines } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
    const least = Number(/\d+/.exec(engines.node)![0]);
    expect(Number(/^FROM node:(\d+)/m.exec(text)![1])).toBeGreaterThanOrEqual(least);
  });

  test('install.sh names packages and scripts that package.json has', () => {
    const { optionalDependencies, scripts } = JSON.parse(
      readFileSync(path.join(ROOT, 'package.json'), 'utf8'),
    );
    const text = read('install.sh');
    for (const [, name] of text.matchAll(/npm rebuild \S+ (\S+)/g))
      expect(optionalDependencies).toHaveProperty([name!]);
    for (const [, name] of text.matchAll(/npm run (\S+)/g)) expect(scripts).toHaveProperty([name!]);
  });

  test('compose sets what a server takes, asks for a token, and asks for what webgpu needs of the driver', () => {
    const text = read('compose.yaml');
    const set = Array.from(text.matchAll(/^ {6}(LEARND_\w+): (.*)$/gm), ([, name, value]) => [
      name!,
      value!.replace(/\$\{\w+:-(.*)\}/, '$1'),
    ]);
    const env = Object.fromEntries(set) as Record<string, string>;
    expect(env.LEARND_TOKEN).toMatch(/^\$\{LEARND_TOKEN:\?/);
    const inImage = Array.from(read('Dockerfile').matchAll(/(LEARND_\w+)=(\S+)/g), ([, name, value]) => [
      name!,
      value!,
    ]);
    const config = readConfig({ ...Object.fromEntries(inImage), ...env, LEARND_TOKEN: '0123456789abcdef' });
    expect(config).toMatchObject({ host: '0.0.0.0', port: 7070, data: '/data', devices: 'auto' });
    expect(text).toMatch(/driver: nvidia/);
    expect(text).toMatch(/capabilities: \[.*graphics.*\]/);
    expect(text).toContain('- data:/data');
  });
});
