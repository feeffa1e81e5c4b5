import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { CHROMIUM, launch } from './chromium.ts';
import { median, quantile } from './median.ts';
import { servedRun } from './web-run.ts';

const BATCHES = 20_000;
const OPENINGS = 5;
const WATCH_MS = 10_000;
const ASSETS = new URL('../web/dist/assets/', import.meta.url);

/** How fast the dashboard shows a long run, and how smoothly one that grows. */
export async function benchWeb(): Promise<string> {
  if (!CHROMIUM) throw new Error('bench/web needs Chromium; CHROMIUM_PATH names one');
  const run = await servedRun(BATCHES);
  const browser = await launch();
  try {
    const openings: number[] = [];
    for (let i = 0; i < OPENINGS; i++) openings.push((await opened(browser, run.url)).ms);
    run.grow();
    const frames = await framesOf(browser, run.url);
    return [
      `A run of ${BATCHES.toLocaleString('en')} batches, 12 layers, 40 bins; the server runs in the process of the bench, Chromium without a`,
      'GPU, 1440 x 900. It is open when the curves, the layers and all that was before are there.',
      '',
      '| what | measured |',
      '| --- | ---: |',
      `| opens, the first time | ${openings[0]!.toFixed(0)} ms |`,
      `| opens again, median of ${OPENINGS - 1} | ${median(openings.slice(1)).toFixed(0)} ms |`,
      `| frames a second while 100 batches a second come | ${(1000 / (frames.reduce((a, b) => a + b) / frames.length)).toFixed(0)} |`,
      `| 99 % of frames within | ${quantile(frames, 0.99).toFixed(0)} ms |`,
      `| scripts and styles, gzipped | ${(weight() / 1000).toFixed(0)} kB |`,
    ].join('\n');
  } finally {
    await browser.close();
    await run.close();
  }
}

async function opened(browser: Browser, url: string) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  // tsx names functions by a function of its own, which those that run in the page do not find there.
  await page.addInitScript('globalThis.__name = (named) => named');
  const from = performance.now();
  await page.goto(url);
  await page.waitForFunction(
    () => {
      const text = document.body.textContent ?? '';
      const isWhole = document.querySelector('.heat') && !text.includes('Reading what was');
      return isWhole && /Live|Ended/.test(document.querySelector('[role=status]')?.textContent ?? '');
    },
    undefined,
    { polling: 'raf' },
  );
  const ms = performance.now() - from;
  return { ms, page, close: () => page.close() };
}

/** Milliseconds from one frame to the next. */
async function framesOf(browser: Browser, url: string): Promise<number[]> {
  const { page } = await opened(browser, url);
  return page.evaluate(
    (watchMs) =>
      new Promise<number[]>((resolve) => {
        const frames: number[] = [];
        const from = performance.now();
        let last = from;
        const next = (now: number): void => {
          frames.push(now - last);
          last = now;
          if (now - from < watchMs) requestAnimationFrame(next);
          else resolve(frames.slice(1));
        };
        requestAnimationFrame(next);
      }),
    WATCH_MS,
  );
}

const weight = (): number =>
  readdirSync(ASSETS).reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, ASSETS))).length, 0);
