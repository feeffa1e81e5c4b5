/**
 * `npm run plots [-- FOLDER]`: trains the lesson's jobs through a server and saves the pictures that docs/plots.md shows.
 * On the whole of Fashion-MNIST where LEARND_DATASETS says that it is at hand, otherwise on the bundled part.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startServer } from '../../cli/server-child.ts';
import { type Client, createClient } from '../../client/index.ts';
import { PLOTS, type Plot } from '../../shared/routes/plots.ts';
import { jobsOf } from './jobs.ts';

const OUT = path.resolve(process.argv[2] ?? 'docs/images/plots');
const WIDTH = 800;
/** Shown in both themes. */
const DARK = ['bad-color-dim'];
const OF_A_SEARCH: readonly Plot[] = ['lr-find'];

const data = mkdtempSync(path.join(tmpdir(), 'learnd-plots-'));
const server = await startServer({ dataDir: data, signal: AbortSignal.timeout(60_000) });
try {
  mkdirSync(OUT, { recursive: true });
  const client = createClient(server.url);
  const jobs = jobsOf({ mini: process.env.LEARND_DATASETS === undefined });
  for (const [name, draft] of Object.entries(jobs)) {
    const { id } = await client.submit(draft);
    for await (const _ of client.watch(id)) {
      // To its end.
    }
    const { state } = await client.runs.get(id);
    console.log(`${name}: ${state}`);
    const plots =
      draft.kind === 'lr-find' ? OF_A_SEARCH : PLOTS.filter((plot) => !OF_A_SEARCH.includes(plot));
    for (const plot of plots) await save(client, `${name}-${plot}`, id, plot);
  }
} finally {
  await server.stop();
  rmSync(data, { recursive: true, force: true });
}

async function save(client: Client, name: string, id: string, plot: Plot): Promise<void> {
  for (const theme of DARK.includes(name) ? (['light', 'dark'] as const) : (['light'] as const)) {
    const png = await client.request('getPlotPng', {
      params: { id, plot },
      query: { width: WIDTH, scale: 1, theme },
    });
    const file = `${name}${theme === 'dark' ? '-dark' : ''}.png`;
    writeFileSync(path.join(OUT, file), png);
    console.log(`  ${file}: ${Math.round(png.length / 1000)} kB`);
  }
}
