import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { CHROMIUM } from '../../bench/chromium.ts';

if (!CHROMIUM) {
  console.warn(
    'No Chromium here (CHROMIUM_PATH names one): the dashboard is not tried in a browser. Debian has it as `chromium`.',
  );
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export type View = { width?: number; colorScheme?: 'light' | 'dark' };

/**
 * A page of its own. At the end of the test there must have been no error in its console, no breach of its policy, and no
 * question to another host.
 */
export async function openPage(browser: Browser, server: string, view: View = {}): Promise<Page> {
  const { width = 1440, colorScheme = 'light' } = view;
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    // What the server refuses the browser tells too; the page has to tell it in its own words.
    const isRefusal = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isRefusal) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('request', (request) => {
    if (/^https?:/.test(request.url()) && !request.url().startsWith(server)) faults.push(request.url());
  });
  await page.addInitScript(axe);
  onTestFinished(async () => {
    await context.close();
    expect(faults).toEqual([]);
  });
  return page;
}

type Axe = { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };

/** What axe finds that keeps somebody from using the page. */
export function barriers(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}

/** Whether it can be read without moving it sideways. */
export const fits = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
