import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Api, freshApi } from '../api/fixture.ts';
import { end, story, verdict, work } from './runs.ts';
import { call, callAt, standIn } from './terminal.ts';

const RATES = {
  type: 'lr-find',
  lr: Float64Array.of(1e-5, 1e-3, 0.1, 1, 10),
  loss: Float32Array.of(2.3, 2.3, 1, 0.5, Number.NaN),
  suggestion: 0.1,
  reason: 'the loss falls most steeply there',
} as const;

const preset = ['submit', 'lesson', '--set', 'epochs=1'];

/** A worker that takes the job that will be submitted. */
async function serve({ store }: Api, told = story): Promise<string> {
  await vi.waitUntil(async () => (await store.jobs.list({ state: 'queued', limit: 1 })).items.length > 0, {
    interval: 5,
    timeout: 20_000,
  });
  return work(store, told);
}

describe('submit', () => {
  test.each([
    ['succeeded', 0],
    ['failed', 1],
    ['cancelled', 3],
  ] as const)('follows a run that %s to its end, and ends with %i', async (state, code) => {
    const api = await freshApi();
    const ended = callAt(api.url, ...preset, '--watch');
    const id = await serve(api, [...story, verdict]);
    await end(api.store, id, state);
    const { out, err, ...rest } = await ended;
    expect({ ...rest, err }).toEqual({ code, err: '' });
    const lines = out.split('\n');
    expect(lines).toContain(`run ${id}`);
    expect(lines).toContain('    0      1.5000          0.4000      1.2500          0.5000      3.0');
    expect(lines).toContain('! 0.2: dead since batch 1: 97 % of its values are 0');
    expect(out).toMatch(new RegExp(`^${state} after \\d.* s, best accuracy 0\\.5000 in epoch 0$`, 'm'));
    expect(out.includes('the loss is not finite')).toBe(state === 'failed');
    expect(out).toContain(`learnd show ${id}`);
  });

  test('gives a pipe the id alone, or with --json the job; more goes to stderr', async () => {
    const { url, store } = await freshApi();
    const { code, out, err } = await callAt(url, ...preset, '--tag', 'mine', '--name', 'tried');
    expect({ code, err }).toEqual({ code: 0, err: 'is queued at place 1\n' });
    const run = await store.runs.get(out.trim());
    expect(run).toMatchObject({
      name: 'tried',
      tags: ['course', 'demo', 'mine'],
      spec: { epochs: 1, batchSize: 1024 },
    });
    const job = JSON.parse((await callAt(url, ...preset, '--detach', '--json')).out);
    expect(job).toMatchObject({ state: 'queued', position: 2 });
  });

  test('with --json says every event as a line', async () => {
    const api = await freshApi();
    const ended = callAt(api.url, ...preset, '--watch', '--json');
    const id = await serve(api);
    await end(api.store, id);
    const { code, out } = await ended;
    expect(code).toBe(0);
    const events = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
    expect(events.at(-1)).toMatchObject({ run: id, type: 'end', state: 'succeeded' });
  });

  test('takes a job from a file, and from stdin', async () => {
    const { url } = await freshApi();
    const folder = mkdtempSync(join(tmpdir(), 'learnd-submit-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'job.json');
    const job = JSON.stringify({ kind: 'train', dataset: { name: 'fashion-mnist' }, model: { kind: 'cnn' } });
    writeFileSync(file, job);
    expect(JSON.parse((await callAt(url, 'submit', file, '--json')).out).spec.epochs).toBe(3);
    const piped = standIn({ env: { LEARND_URL: url } });
    piped.world.stdin.end(job);
    expect(JSON.parse((await call(['submit', '-', '--json'], piped)).out).spec.epochs).toBe(3);

    writeFileSync(file, '{');
    expect((await callAt(url, 'submit', file)).err).toContain(`${file} is not JSON: `);
    writeFileSync(
      file,
      '{"kind":"train","dataset":{"name":"fashion-mnist"},"model":{"kind":"cnn"},"epoch":3}',
    );
    const mistaken = await callAt(url, 'submit', file);
    expect(mistaken).toMatchObject({ code: 2, out: '' });
    expect(mistaken.err).toContain(`${file}: epoch unknown key; known here: kind, name`);
  });

  test.each([
    [['submit'], 'FILE|PRESET is missing.'],
    [['submit', 'nothing'], 'There is no file and no preset "nothing". Presets: lesson, lesson-mini, relu,'],
    [['submit', 'two-more-epochs'], 'goes on from the weights of batch-norm-256: learnd fork RUN'],
    [['submit', 'lesson', '--watch', '--detach'], '--watch and --detach contradict each other.'],
    [['submit', 'lesson', '--set', 'epochs=0'], '--set epochs=0: epochs must be >= 1, got 0'],
    [['submit', 'lesson', '--name='], '--name must not be empty.'],
  ])('does not understand %j', async (argv, sentence) => {
    const { code, out, err } = await call(argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(sentence);
  });

  test('tells what the server refuses', async () => {
    const { url } = await freshApi();
    const { code, err } = await callAt(url, 'submit', 'lesson', '--set', 'dataset.name=mnist');
    expect(code).toBe(1);
    expect(err).toContain('The server refuses:\n  /dataset/name ');
  });
});

describe('a search for the rate', () => {
  test('is drawn, with the rate to take and how to take it', async () => {
    const api = await freshApi();
    const ended = callAt(api.url, 'lr-find', 'lesson', '--set', 'gamma=2');
    const id = await serve(api, [batchesOf(5), RATES]);
    expect((await api.store.runs.get(id))!.spec).toMatchObject({
      kind: 'lr-find',
      gamma: 2,
      optimizer: { lr: 1.5 },
    });
    await end(api.store, id);
    const { code, out } = await ended;
    expect(code).toBe(0);
    expect(out).toMatch(/^2\.3 │[⠀-⣿ ]+$/m);
    expect(out).toMatch(/^0\.5 │[⠀-⣿ ]+$/m);
    expect(out).toMatch(/^ +↑ 0\.1$/m);
    expect(out).toContain('suggested rate 0.1: the loss falls most steeply there');
    expect(out).toContain('learnd submit lesson --set optimizer.lr=0.1');
  });

  test('is one document with --json', async () => {
    const api = await freshApi();
    const ended = callAt(api.url, 'lr-find', 'lesson', '--json');
    const run = await serve(api, [batchesOf(5), RATES]);
    await end(api.store, run);
    expect(JSON.parse((await ended).out)).toMatchObject({
      run,
      state: 'succeeded',
      suggestion: 0.1,
      loss: [2.3, 2.3, 1, 0.5, null].map((loss) => loss && Math.fround(loss)),
    });
  });

  const batchesOf = (count: number) =>
    ({
      ...story[0],
      loss: new Float32Array(count).fill(1),
      accuracy: new Float32Array(count),
    }) as (typeof story)[0];
});
