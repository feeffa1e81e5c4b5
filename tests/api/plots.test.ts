import { decode } from 'fast-png';
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { createRequest } from '../../client/request.ts';
import type { Store } from '../../server/store/index.ts';
import { check } from '../../shared/check.ts';
import { PLOTS } from '../../shared/routes/plots.ts';
import { JobSpec, type TrainSpec } from '../../shared/spec/job-spec.ts';
import { lettersOf, named, parse } from '../plots/xml.ts';
import { activations, batches, epochEnd, facts, runningJob, spec } from '../store/fixture.ts';
import { freshApi } from './fixture.ts';

/** A search for a learning rate in the hands of a worker. */
async function runningSearch(store: Store): Promise<string> {
  const { epochs: _, schedule, evaluate, checkpoint, callbacks, onNonFinite, ...asked } = spec() as TrainSpec;
  const checked = check(JobSpec, { ...asked, kind: 'lr-find' });
  if (!checked.ok) throw new Error(JSON.stringify(checked.issues));
  const { id } = await store.jobs.create(checked.value);
  await store.jobs.claim('tester', ['wasm']);
  return id;
}

/** A server with a run of three batches and one epoch. */
async function withRun(overrides: Partial<JobSpec> = {}) {
  const api = await freshApi();
  const run = await runningJob(api.store, overrides);
  await api.store.runs.setFacts(run, 1, facts(3));
  await api.store.journal.append(run, 1, [
    batches(0, [3, Number.NaN, 1]),
    activations(0, 3),
    epochEnd(0, 'train', 2),
    epochEnd(0, 'valid', 1),
  ]);
  return { ...api, run, at: (plot: string) => `${api.url}/runs/${run}/plots/${plot}` };
}

const drawn = async (url: string) => parse(String((await request(url).get('').expect(200)).body));

describe('pictures', () => {
  test('every chart comes as SVG and as PNG, at the size that is asked for', async () => {
    const { at, store, run } = await withRun();
    await store.journal.append(run, 1, [
      {
        type: 'lr-find',
        lr: Float64Array.of(1e-5, 1e-4),
        loss: Float32Array.of(2, 1),
        suggestion: 1e-4,
        reason: 'so',
      },
    ]);
    for (const plot of PLOTS) {
      const svg = await request(at(`${plot}.svg?width=500`))
        .get('')
        .expect(200);
      expect(svg.headers['content-type']).toBe('image/svg+xml');
      const { attributes } = parse(String(svg.body));
      expect(attributes).toMatchObject({ width: '500', role: 'img' });
      const png = await request(at(`${plot}.png?width=500&scale=1.5`))
        .get('')
        .expect(200);
      expect(png.headers['content-type']).toBe('image/png');
      expect(decode(png.body)).toMatchObject({ width: 750, height: Number(attributes.height) * 1.5 });
    }
  });

  test('a PNG has the letters of the SVG without a font on the machine', async () => {
    const { at } = await withRun();
    const { width, data, channels } = decode(
      (await request(at('loss.png?scale=1')).get('').expect(200)).body,
    );
    // The title: black on white.
    const row = Array.from({ length: 20 }, (_, y) =>
      data.subarray((y + 12) * width * channels, (y + 12) * width * channels + 300 * channels),
    );
    expect(row.some((line) => line.some((part) => part < 60))).toBe(true);
  });

  test('a browser may show them, with styles and pictures inside, and run nothing', async () => {
    const { at } = await withRun();
    const { headers } = await request(at('color-dim.svg')).get('').expect(200);
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
    );
    expect(headers['content-disposition']).toMatch(/^inline; filename="[0-9A-Z]{26}-color-dim\.svg"$/);
  });

  test('names are text and nothing else', async () => {
    const name = '</title><script>alert(1)</script>"&\u0007';
    const { at } = await withRun({ name });
    for (const plot of PLOTS.filter((each) => each !== 'lr-find')) {
      const svg = await drawn(at(`${plot}.svg?width=2000`));
      expect(named(svg, 'script')).toEqual([]);
      expect(named(svg, 'title')[0]!.text).toContain('</title><script>alert(1)</script>"&\uFFFD');
    }
    await request(at('stats.png')).get('').expect(200);
  });

  test('whoever has one already is told so, until there is more', async () => {
    const { at, store, run } = await withRun();
    const { etag } = (await request(at('loss.svg')).get('').expect(200)).headers as { etag: string };
    await request(at('loss.svg')).get('').set('if-none-match', etag).expect(304);
    await request(at('loss.svg?theme=dark')).get('').set('if-none-match', etag).expect(200);
    await request(at('loss.png')).get('').set('if-none-match', etag).expect(200);
    await store.journal.append(run, 1, [batches(3, [1], { epoch: 1 })]);
    const next = await request(at('loss.svg')).get('').set('if-none-match', etag).expect(200);
    await store.runs.annotate(run, { name: 'renamed' });
    await request(at('loss.svg')).get('').set('if-none-match', next.headers.etag!).expect(200);
  });

  test('a part of a run is shown', async () => {
    const { at } = await withRun();
    expect(lettersOf(await drawn(at('stats.svg?from=1&to=3')))).toContain('0.2 relu');
    expect(lettersOf(await drawn(at('stats.svg?from=7')))).toContain(
      'Between step 7 and the end nothing was measured.',
    );
  });

  test('a search that goes on is shown as far as it is', async () => {
    const { url, store } = await freshApi();
    const run = await runningSearch(store);
    await store.journal.append(run, 1, [batches(0, [2, 1], { lr: Float32Array.of(1e-3, 1e-2) })]);
    expect(lettersOf(await drawn(`${url}/runs/${run}/plots/lr-find.svg`))).toEqual(
      expect.arrayContaining(['0.001', '0.01']),
    );
  });

  test('a run without a batch has a picture that says so', async () => {
    const { store, url } = await freshApi();
    const run = await runningSearch(store);
    for (const plot of PLOTS) {
      const svg = await drawn(`${url}/runs/${run}/plots/${plot}.svg`);
      expect(lettersOf(svg)).toContain('Nothing was measured yet: the run is running.');
    }
  });

  test('the client gets their bytes', async () => {
    const { url, run } = await withRun();
    const ask = createRequest(url, fetch);
    const svg = await ask('getPlotSvg', { params: { id: run, plot: 'loss' }, query: { width: 700 } });
    expect(parse(new TextDecoder().decode(svg)).attributes.width).toBe('700');
    const png = await ask('getPlotPng', { params: { id: run, plot: 'loss' } });
    expect([...png.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
  });
});

describe('what cannot be drawn', () => {
  test('a query that is out of bounds is refused at its place', async () => {
    const { at } = await withRun();
    const refused = [
      ['loss.svg?width=399', '/width'],
      ['loss.svg?width=2401', '/width'],
      ['loss.svg?width=wide', '/width'],
      ['loss.svg?theme=blue', '/theme'],
      ['loss.svg?scale=2', '/scale'],
      ['loss.png?scale=4', '/scale'],
      ['loss.png?from=5&to=2', '/to'],
      ['weights.svg', '/plot'],
    ];
    for (const [asked, path] of refused) {
      const { body } = await request(at(asked!)).get('').expect(400);
      expect({ asked, errors: body.errors }).toMatchObject({ asked, errors: [{ path }] });
    }
  });

  test('a training has no search, a run without hooks no statistics: 404 with the reason', async () => {
    const hooks = { layers: 'none', every: 1, bins: 40, max: 10 } as const;
    const { at, url } = await withRun({ hooks });
    const { body } = await request(at('lr-find.png')).get('').expect(404);
    expect(body.detail).toContain('only runs whose spec has kind "lr-find"');
    for (const plot of ['color-dim', 'dead-chart', 'stats']) {
      const { body } = await request(at(`${plot}.svg`))
        .get('')
        .expect(404);
      expect(body.detail).toContain('hooks.layers of its spec is "none"');
    }
    await request(`${url}/runs/01ARZ3NDEKTSV4RRFFQ69G5FAV/plots/loss.svg`).get('').expect(404);
    await request(at('loss.gif')).get('').expect(404);
    await request(at('loss.svg')).post('').expect(405).expect('allow', 'GET');
  });
});
