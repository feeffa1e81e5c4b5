/**
 * `npm run screenshots [-- FOLDER]`: trains the lesson's good and bad job through a server and takes the pictures of the
 * dashboard that README and docs/dashboard.md show. On all of Fashion-MNIST where LEARND_DATASETS says that it is at hand.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startServer } from '../cli/server-child.ts';
import { createClient } from '../client/index.ts';
import { launch } from './chromium.ts';
import { jobsOf } from './plots/jobs.ts';

const OUT = path.resolve(process.argv[2] ?? 'docs/images');
const VIEWS = [
  { width: 1440, height: 1000, colorScheme: 'light' },
  { width: 1440, height: 1000, colorScheme: 'dark' },
  { width: 375, height: 800, colorScheme: 'light' },
  { width: 375, height: 800, colorScheme: 'dark' },
] as const;

const data = mkdtempSync(path.join(tmpdir(), 'learnd-screenshots-'));
const server = await startServer({ dataDir: data, signal: AbortSignal.timeout(60_000) });
const browser = await launch();
try {
  mkdirSync(OUT, { recursive: true });
  const client = createClient(server.url);
  const { good, bad } = jobsOf({ mini: process.env.LEARND_DATASETS === undefined });
  const ids: string[] = [];
  for (const draft of [good!, bad!]) {
    const { id } = await client.submit(draft);
    for await (const _ of client.watch(id)) {
      // To its end.
    }
    ids.push(id);
  }
  /** Where each is, and what is there once it shows all. */
  const pages = {
    runs: ['', 'td svg, td canvas'],
    'run-good': [`#/runs/${ids[0]}`, '.heat-box canvas'],
    'run-bad': [`#/runs/${ids[1]}`, '.heat-box canvas'],
    compare: [`#/compare?ids=${ids}`, '.partings b'],
    'new-run': ['#/new?preset=lesson', '.workbench'],
  } as const;
  for (const { colorScheme, ...viewport } of VIEWS) {
    for (const [name, [hash, shown]] of Object.entries(pages)) {
      const page = await browser.newPage({ viewport, colorScheme });
      await page.goto(`${server.url}/${hash}`);
      await page.locator(shown).first().waitFor();
      await page.waitForLoadState('networkidle');
      await page.screenshot({ path: path.join(OUT, `${name}-${colorScheme}-${viewport.width}.png`) });
      await page.close();
    }
  }
} finally {
  await browser.close();
  await server.stop();
  rmSync(data, { recursive: true, force: true });
}
