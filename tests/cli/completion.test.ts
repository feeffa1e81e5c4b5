import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { commands } from '../../cli/commands/index.ts';
import { complete } from '../../cli/completion.ts';
import { PRESETS } from '../../cli/job-source.ts';
import { freshApi } from '../api/fixture.ts';
import { spec } from '../store/fixture.ts';
import { finished } from './runs.ts';
import { call, standIn } from './terminal.ts';

/** What is offered for the last of the words; a slow machine is waited for. */
async function offered(words: string[], env: Record<string, string> = { LEARND_URL: 'http://127.0.0.1:1' }) {
  const { world, said } = standIn({ env });
  expect(await complete(words, world, 30_000)).toBe(0);
  return namesIn(said.out);
}

const namesIn = (out: string) =>
  out
    .split('\n')
    .filter((line) => line.includes('\t'))
    .map((line) => line.split('\t')[0]);

describe('completion', () => {
  test('offers every command of the table, and help', async () => {
    expect(await offered([''])).toEqual([...commands.map(({ name }) => name), 'help']);
    expect(await offered(['co'])).toEqual(['compare', 'completion']);
    const asked = await call(['complete', '--', 'co']);
    expect({ ...asked, out: namesIn(asked.out) }).toEqual({
      code: 0,
      out: ['compare', 'completion'],
      err: '',
    });
    expect(await offered(['help', 'd'])).toEqual(['datasets', 'devices', 'doctor']);
  });

  test.each(commands.map(({ name, options }) => [name, Object.keys(options).map((option) => `--${option}`)]))(
    'offers every option of %s',
    async (name, options) => {
      expect(await offered([name as string, '--'])).toEqual(options);
    },
  );

  test('offers what an option may be', async () => {
    expect(await offered(['ls', '--state', 'pau'])).toEqual(['pausing', 'paused']);
    expect(await offered(['ls', '--sort', '-a'])).toEqual(['-accuracy']);
    expect(await offered(['ls', '--sort', 'acc'])).toEqual(['accuracy']);
    expect(await offered(['completion', ''])).toEqual(['bash', 'zsh', 'fish']);
  });

  test('offers presets, and jobs in the folder that is typed', async () => {
    expect(await offered(['lr-find', ''])).toEqual(expect.arrayContaining([...PRESETS]));
    const folder = mkdtempSync(join(tmpdir(), 'learnd-completion-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'job.json'), '{}');
    writeFileSync(join(folder, 'notes.txt'), '');
    mkdirSync(join(folder, 'jobs'));
    expect((await offered(['submit', `${folder}/`])).toSorted()).toEqual([
      `${folder}/job.json`,
      `${folder}/jobs/`,
    ]);
    expect(await offered(['submit', `${folder}/none/`])).toEqual([]);
  });

  test('offers the runs of the server; none, and no error, where there is no server', async () => {
    const api = await freshApi();
    const { id } = await finished(api, spec());
    const env = { LEARND_URL: api.url };
    expect(await offered(['show', ''], env)).toEqual(['latest', id]);
    expect(await offered(['compare', id, id.slice(0, 6)], env)).toEqual([id]);
    expect(await offered(['watch', '--url', api.url, ''])).toEqual(['latest', id]);
    expect(await offered(['show', ''])).toEqual([]);
  });

  test('bash completes by its script, without any other package', async () => {
    const { code, out } = await call(['completion', 'bash']);
    expect(code).toBe(0);
    const asked = `compopt() { :; }; COMP_WORDS=(learnd ver); COMP_CWORD=1; __learnd_complete; echo "\${COMPREPLY[@]}"`;
    expect(execFileSync('bash', ['--norc', '-c', `${out}\n${asked}`], { encoding: 'utf8' })).toBe('verify\n');
  });

  test.each(['zsh', 'fish'])('has a script for %s that asks this checkout', async (shell) => {
    const { code, out } = await call(['completion', shell]);
    expect(code).toBe(0);
    expect(out).toContain(`'${join(process.cwd(), 'cli/learnd.mjs')}' complete -- `);
  });

  test('knows no other shell', async () => {
    expect((await call(['completion', 'tcsh'])).err).toContain(
      'SHELL must be one of bash, zsh, fish, got "tcsh".',
    );
  });
});
