import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { guardedApi, READ } from '../api/access-fixture.ts';
import { freshApi } from '../api/fixture.ts';
import { spec } from '../store/fixture.ts';
import { finished, story, verdict, work } from './runs.ts';
import { call, callAt, standIn } from './terminal.ts';

const ESCAPE = String.fromCharCode(27);

describe('runs', () => {
  test('are listed with what they came to, and where they stand', async () => {
    const api = await freshApi();
    const { id } = await finished(api, spec({ name: 'first', tags: ['a'] }));
    const running = (await api.store.jobs.create(spec({ name: 'second' }))).id;
    await work(api.store, story.slice(0, 1));
    const waiting = (await api.store.jobs.create(spec({ name: 'third' }))).id;

    const { code, out, err } = await callAt(api.url, 'ls');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const [titles, ...rows] = out.trimEnd().split('\n');
    expect(titles).toMatch(/^run +state +name +epochs +loss +accuracy +age$/);
    expect(rows[0]).toMatch(new RegExp(`^${waiting} +queued, 1\\. +third +0/2 +- +-`));
    expect(rows[1]).toMatch(new RegExp(`^${running} +50 % done +second +0/2`));
    expect(rows[2]).toMatch(new RegExp(`^${id} +succeeded +first +1/2 +1\\.2500 +0\\.5000 +\\d+ s$`));

    const { items, next } = JSON.parse((await callAt(api.url, 'ls', '--json')).out);
    expect(next).toBeNull();
    expect(items.map((run: { id: string }) => run.id)).toEqual([waiting, running, id]);
    expect(items[0]).toMatchObject({ state: 'queued', position: 1, progress: null });
    expect(items[1]).toMatchObject({ state: 'running', progress: { step: 2, steps: 4 } });
    expect((await callAt(api.url, 'ls', '--tag', 'a', '--state', 'succeeded')).out).toContain(id);
    expect((await callAt(api.url, 'ls', '--name', 'nothing')).err).toContain('No run');
    expect((await callAt(api.url, 'ls', '--limit', '1')).err).toContain('There are more');
    const best = JSON.parse((await callAt(api.url, 'ls', '--sort', '-accuracy', '--json')).out);
    expect(best.items[0].id).toBe(id);
    expect((await callAt(api.url, 'ls', '--sort', 'size')).err).toContain('--sort must be one of createdAt,');
  });

  test('fit the terminal: ids and names are cut', async () => {
    const api = await freshApi();
    const { id } = await finished(api, spec({ name: 'x'.repeat(150) }));
    const at = standIn({ isTTY: true, env: { LEARND_URL: api.url } });
    const { out } = await call(['ls'], at);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(out).toContain(`${id.slice(0, 10)}  succeeded  xxx`);
  });

  test('are shown whole', async () => {
    const api = await freshApi();
    const { id, digest } = await finished(api, spec({ name: 'first' }), [...story, verdict]);
    const { code, out } = await callAt(api.url, 'show', 'latest');
    expect(code).toBe(0);
    for (const line of [
      'first',
      `run        ${id}`,
      'state      succeeded',
      'best       accuracy 0.5000, loss 1.2500 in epoch 0',
      '    0      1.5000          0.4000      1.2500          0.5000      3.0',
      '! 0.2: dead since batch 1: 97 % of its values are 0',
      '  try: a lower rate',
    ]) {
      expect(out.split('\n')).toContain(line);
    }
    expect(out).toMatch(/^0\.2 +1\.000 +1\.000 +100\.0 % {2}\S/m);
    expect(out).toContain(digest);
    const shown = JSON.parse((await callAt(api.url, 'show', id.slice(0, 20), '--json')).out);
    expect(shown).toMatchObject({ id, position: null, checkpoints: [{ artifact: digest }] });
    expect(shown.layers).toHaveLength(1);
    expect(shown.layers[0].hist).toHaveLength(40);
  });

  test('are compared: scores, and only what differs', async () => {
    const api = await freshApi();
    const one = await finished(api, spec({ name: 'one' }));
    const other = await finished(
      api,
      spec({ name: 'other', batchSize: 64, model: { kind: 'resnet' } as never }),
    );
    const { code, out } = await callAt(api.url, 'compare', one.id, other.id);
    expect(code).toBe(0);
    expect(out).toMatch(/^best accuracy +0\.5000 +0\.5000$/m);
    expect(out).toMatch(/^model\.kind +cnn +resnet$/m);
    expect(out).toMatch(/^batchSize +1024 +64$/m);
    expect(out).not.toMatch(/^seed/m);
    expect(out).not.toMatch(/^tags/m);
    const { differences } = JSON.parse((await callAt(api.url, 'compare', one.id, other.id, '--json')).out);
    expect(differences).toContainEqual({ path: 'batchSize', values: [1024, 64] });
    expect((await callAt(api.url, 'compare', one.id)).err).toContain('Name two runs or more.');
    expect((await callAt(api.url, 'compare', one.id, one.id)).out).toContain('The jobs are the same.');
  });
});

describe('a run', () => {
  test('is meant by the beginning of its id, in either case, when no other begins so', async () => {
    const api = await freshApi();
    const { id } = await finished(api, spec());
    const unique = await callAt(api.url, 'show', id.slice(0, 12).toLowerCase(), '--json');
    expect(JSON.parse(unique.out).id).toBe(id);
    const ids = [id];
    for (let i = 0; i < 6; i++) ids.push((await api.store.jobs.create(spec())).id);
    const several = await callAt(api.url, 'show', id.slice(0, 4));
    expect(several.code).toBe(2);
    expect(several.err).toContain(`Several runs begin with ${id.slice(0, 4)}:\n  ${ids.at(-1)}\n`);
    expect(several.err).toContain('\n  …\n');
  });

  test.each([
    [['show', 'latest'], 2, 'There is no run yet'],
    [['show', '01ABC'], 2, 'There is no run that begins with 01ABC'],
    [['watch', '01M8AJKZNQSKYY0R74ZGVTK9CD'], 1, 'There is no job 01M8AJKZNQSKYY0R74ZGVTK9CD.'],
    [['cancel', 'nobody'], 1, 'There is no job nobody.'],
    [['rm', '01M8AJKZNQSKYY0R74ZGVTK9CD', '--yes'], 1, 'There is no run 01M8AJKZNQSKYY0R74ZGVTK9CD.'],
  ])('that is not there: %j ends with %i', async (argv, code, sentence) => {
    const { url } = await freshApi();
    const ended = await callAt(url, ...argv);
    expect(ended).toMatchObject({ code, out: '' });
    expect(ended.err).toContain(sentence);
  });
});

describe('an export', () => {
  const folder = () => {
    const at = mkdtempSync(join(tmpdir(), 'learnd-export-'));
    onTestFinished(() => rmSync(at, { recursive: true }));
    return (name: string) => join(at, name);
  };

  test('writes the weights, and never over a file unless told to', async () => {
    const api = await freshApi();
    const { id, digest } = await finished(api, spec());
    const file = folder()('model.safetensors');
    const told = JSON.parse((await callAt(api.url, 'export', id, '--out', file, '--json')).out);
    expect(told).toMatchObject({ run: id, file, sha256: digest.slice('sha256:'.length) });
    expect(readFileSync(file).length).toBe(told.bytes);
    const again = await callAt(api.url, 'export', id, '--out', file);
    expect(again.code).toBe(2);
    expect(again.err).toContain('is there already: --force writes over it.');
    expect(
      (await callAt(api.url, 'export', id, '--out', file, '--force', '--checkpoint', digest.slice(7, 19)))
        .code,
    ).toBe(0);
    expect(
      (await callAt(api.url, 'export', id, '--out', file, '--force', '--checkpoint', 'ffff')).err,
    ).toContain('the run has none');
  });

  test('writes metrics as CSV, to a pipe too', async () => {
    const api = await freshApi();
    const { id } = await finished(api, spec(), [...story, { type: 'log', level: 'info', message: 'x' }]);
    const { code, out } = await callAt(api.url, 'export', id, '--metrics', 'csv', '--out', '-');
    expect(code).toBe(0);
    const [titles, ...rows] = out.trimEnd().split('\n');
    expect(titles).toMatch(/^split,step,epoch,loss,accuracy/);
    expect(rows.map((row) => row.split(',').slice(0, 4).join())).toEqual([
      'train,0,0,2',
      'train,1,0,1',
      'valid,0,0,1.25',
    ]);
    expect(new Set([titles!, ...rows].map((row) => row.split(',').length)).size).toBe(1);
  });
});

describe('the surroundings', () => {
  test('are listed', async () => {
    const { url } = await freshApi();
    expect((await callAt(url, 'datasets')).out).toMatch(
      /^fashion-mnist +60,000 +10,000 +28x28x1 +10 +at hand$/m,
    );
    expect((await callAt(url, 'devices')).out).toContain(
      '· tensorflow: its binary is not installed\n✓ wasm 4.22.0, 2 threads, SIMD',
    );
    for (const name of ['datasets', 'devices']) {
      expect(JSON.parse((await callAt(url, name, '--json')).out).items.length).toBeGreaterThan(0);
    }
  });
});

describe('a server', () => {
  test('that is not there is named, with what to do', async () => {
    const { app, url } = await freshApi();
    await app.close();
    for (const argv of [['ls'], ['show', 'latest'], ['submit', 'lesson', '--detach'], ['watch', 'latest']]) {
      const { code, out, err } = await callAt(url, ...argv);
      expect({ argv, code, out }).toEqual({ argv, code: 4, out: '' });
      expect(err).toContain(`No learnd server answers at ${url} (connect ECONNREFUSED`);
      expect(err).toContain('npx learnd serve');
    }
  });

  test('that wants a token says so', async () => {
    const { url } = await guardedApi();
    const none = await callAt(url, 'ls');
    expect(none).toMatchObject({ code: 1, out: '' });
    expect(none.err).toBe(
      'A token is needed: send Authorization: Bearer TOKEN.\nSet LEARND_TOKEN to a token of that server.\n',
    );
    const read = standIn({ env: { LEARND_URL: url, LEARND_TOKEN: `read:${READ}` } });
    expect(await call(['ls'], read)).toMatchObject({ code: 0 });
    const written = await call(
      ['submit', 'lesson', '--detach'],
      standIn({ env: { LEARND_URL: url, LEARND_TOKEN: `read:${READ}` } }),
    );
    expect(written).toMatchObject({
      code: 1,
      err: 'This token may only read: this needs one that may write, in LEARND_TOKEN.\n',
    });
  });

  test.each([
    [
      { LEARND_URL: 'learnd' },
      [],
      'LEARND_URL must be an address such as http://127.0.0.1:7070, got "learnd".',
    ],
    [{}, ['--url', 'learnd'], '--url must be an address such as http://127.0.0.1:7070, got "learnd".'],
    [{ LEARND_TOKEN: 'short' }, [], 'LEARND_TOKEN: The token is none'],
  ])('of a wrong address or token is not asked: %j %j', async (env, more, sentence) => {
    const { code, err } = await call(['ls', ...more], standIn({ env }));
    expect(code).toBe(2);
    expect(err).toContain(sentence);
  });
});

test('a pipe gets no escape codes and no bars, whatever is asked for', async () => {
  const api = await freshApi();
  const { id } = await finished(api, spec({ name: 'first' }), [...story, verdict]);
  for (const argv of [['ls'], ['show', id], ['watch', id], ['compare', id, id], ['devices'], ['help']]) {
    const { code, out, err } = await callAt(api.url, ...argv);
    expect({ argv, code, err }).toEqual({ argv, code: 0, err: '' });
    expect(out, argv[0]).not.toContain(ESCAPE);
    expect(out, argv[0]).not.toMatch(/[░\r]/);
  }
});
