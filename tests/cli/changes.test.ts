import { describe, expect, test } from 'vitest';
import { createClient } from '../../client/index.ts';
import { freshApi } from '../api/fixture.ts';
import { spec } from '../store/fixture.ts';
import { end, finished, work } from './runs.ts';
import { call, callAt, standIn } from './terminal.ts';

describe('a run', () => {
  test('is paused, resumed, cancelled and retried', async () => {
    const { url, store } = await freshApi();
    const { id } = await store.jobs.create(spec());
    await work(store, []);
    expect(await callAt(url, 'pause', id)).toEqual({ code: 0, out: `${id} is pausing\n`, err: '' });
    await store.jobs.change(id, { from: ['pausing'], to: 'paused', attempt: 1 });
    expect((await callAt(url, 'resume', 'latest')).out).toBe(`${id} is queued\n`);
    expect((await callAt(url, 'cancel', id.slice(0, 14))).out).toBe(`${id} is cancelled\n`);
    expect(JSON.parse((await callAt(url, 'retry', id, '--json')).out)).toMatchObject({ id, state: 'queued' });
    const refused = await callAt(url, 'resume', id);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('queued');
  });

  test('is followed from then on, when asked for', async () => {
    const { url, store } = await freshApi();
    const { id } = await store.jobs.create(spec({ epochs: 1 }));
    await work(store);
    await end(store, id, 'failed');
    const ended = callAt(url, 'retry', id, '--watch');
    await expect
      .poll(async () => (await store.jobs.get(id))!.state, { interval: 5, timeout: 20_000 })
      .toBe('queued');
    await store.jobs.claim('tester', ['wasm']);
    await store.jobs.change(id, { from: ['running'], to: 'succeeded', attempt: 2 });
    const { code, out } = await ended;
    expect(code).toBe(0);
    expect(out).toMatch(/^succeeded after /m);
  });
});

describe('a fork', () => {
  test('changes what is set, and starts from the checkpoint that is named', async () => {
    const api = await freshApi();
    const { id, digest } = await finished(api, spec({ name: 'parent' }));
    const { code, out } = await callAt(
      api.url,
      'fork',
      id,
      '--set',
      'optimizer.lr=0.5',
      '--set',
      'model.activation.kind=relu',
      '--set',
      'optimizer.kind=adamw',
      '--checkpoint',
      digest.slice(7, 20),
      '--name',
      'child',
    );
    expect(code).toBe(0);
    const run = await createClient(api.url).runs.get(out.trim());
    expect(run).toMatchObject({
      name: 'child',
      spec: { epochs: 2, optimizer: { kind: 'adamw', lr: 0.5 }, init: { kind: 'weights', artifact: digest } },
    });
  });

  test('tells mistakes at the option, its own and the server', async () => {
    const api = await freshApi();
    const { id } = await finished(api, spec());
    const mistaken = await callAt(api.url, 'fork', id, '--set', 'epochs=many');
    expect(mistaken).toMatchObject({ code: 2, out: '' });
    expect(mistaken.err).toContain('--set epochs=many: epochs must be integer, got "many"');
    const refused = await callAt(api.url, 'fork', id, '--optimizer-state');
    expect(refused.code).toBe(1);
    expect(refused.err).toContain("/optimizerState this checkpoint was kept without the optimizer's state");
  });
});

describe('rm', () => {
  test('deletes without a word when told to, and asks nobody who is not there', async () => {
    const api = await freshApi();
    const [one, other] = [await finished(api, spec()), await finished(api, spec())];
    const refused = await callAt(api.url, 'rm', one.id);
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toContain('Nobody is there to be asked: say --yes.');
    expect(await callAt(api.url, 'rm', one.id, other.id, '-y')).toEqual({
      code: 0,
      out: `${one.id} is deleted\n${other.id} is deleted\n`,
      err: '',
    });
    expect((await createClient(api.url).runs.list()).items).toEqual([]);
  });

  test.each([
    ['y\n', 0],
    ['\n', 1],
    ['no\n', 1],
  ])('at a terminal takes %j for an answer', async (answer, code) => {
    const api = await freshApi();
    const { id } = await finished(api, spec({ name: 'dear' }));
    const terminal = standIn({ isTTY: true, env: { LEARND_URL: api.url } });
    const ended = call(['rm', id], terminal);
    await expect
      .poll(() => terminal.said.out, { interval: 5, timeout: 20_000 })
      .toContain('Delete this run for good? [y/N]');
    expect(terminal.said.err).toBe(`  ${id}  succeeded  dear\n`);
    terminal.type(answer);
    expect((await ended).code).toBe(code);
    expect((await createClient(api.url).runs.list()).items).toHaveLength(code);
  });
});
