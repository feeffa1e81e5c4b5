import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM, launch } from '../../bench/chromium.ts';
import { barriers, fits, openPage, type View } from './page.ts';
import { ownServer, small } from './server.ts';

const TOKEN = 'a-token-for-the-door';

describe.skipIf(!CHROMIUM)('the pages', () => {
  const server = ownServer();
  let browser: Browser;
  let ids: string[] = [];
  beforeAll(async () => {
    browser = await launch();
  }, 60_000);
  afterAll(() => browser?.close());

  test('before the first run they say how to ask for one', async () => {
    const { url } = server();
    const page = await openPage(browser, url);
    await page.goto(url);
    await page.getByText('Nothing was trained yet').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page
      .getByRole('main')
      .getByRole('link', { name: /New run|first/ })
      .first()
      .click();
    await page.getByRole('heading', { name: 'New run' }).waitFor();
  }, 60_000);

  test('two runs are chosen and compared: curves, what differs in their specs, and where they part', async () => {
    const { url, client } = server();
    const jobs = [small({ name: 'slow' }), small({ name: 'fast', optimizer: { kind: 'momentum', lr: 0.8 } })];
    ids = (await Promise.all(jobs.map((job) => client.submit(job)))).map(({ id }) => id);
    for (const id of ids) for await (const _ of client.watch(id));
    const page = await openPage(browser, url);
    await page.goto(url);
    await page.getByLabel('Compare slow').check();
    await page.getByLabel('Compare fast').check();
    await page.getByRole('link', { name: 'Compare 2 runs' }).click();
    const differences = page.locator('section', {
      has: page.getByRole('heading', { name: 'Differences of the specs' }),
    });
    await differences.getByText('optimizer.lr').waitFor();
    expect(await differences.locator('tbody tr').count()).toBe(1);
    // Both begin with the same weights and the same batch: it is the first step that parts them.
    await page.locator('.partings').getByText('batch 1').waitFor();
    expect(await page.locator('.u-wrap, .uplot').count()).toBeGreaterThan(3);
  }, 180_000);

  test('a mistake is told at its field and at its line, and nothing is sent', async () => {
    const { url } = server();
    const page = await openPage(browser, url);
    await page.goto(`${url}#/new`);
    const size = page.getByLabel('Batch size', { exact: true });
    await size.fill('0');
    await page.locator('.fault').first().waitFor();
    expect(await size.getAttribute('aria-invalid')).toBe('true');
    const said = await page
      .locator(`#${await size.getAttribute('id')}-fault`.replace(/[/]/g, '\\/'))
      .textContent();
    expect(said).toContain('1');
    expect(await page.getByRole('button', { name: 'Start training' }).isDisabled()).toBe(true);
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('textbox', { name: 'As JSON' }).fill('{\n  "kind": "train",\n  "dataset": oops\n}');
    await page.getByRole('button', { name: 'Line 3' }).waitFor();
  }, 60_000);

  const VIEWS: View[] = [
    { width: 1440, colorScheme: 'light' },
    { width: 1440, colorScheme: 'dark' },
    { width: 375, colorScheme: 'dark' },
  ];
  test.each(VIEWS)(
    'can be used by everybody, and fit: $width $colorScheme',
    async (view) => {
      const { url } = server();
      const page = await openPage(browser, url, view);
      const places: [string, (page: Page) => Promise<unknown>][] = [
        ['', (page) => page.getByText('slow').first().waitFor()],
        [`#/runs/${ids[0]}`, (page) => page.getByText('Ended: all of it is here').waitFor()],
        [`#/compare?ids=${ids}`, (page) => page.locator('.partings').getByText('batch 1').waitFor()],
        ['#/new', (page) => page.getByRole('button', { name: 'Start training' }).waitFor()],
      ];
      for (const [hash, isThere] of places) {
        await page.goto(url + hash);
        await isThere(page);
        expect({ hash, barriers: await barriers(page) }).toEqual({ hash, barriers: [] });
        expect({ hash, fits: await fits(page) }).toEqual({ hash, fits: true });
      }
    },
    120_000,
  );
});

describe.skipIf(!CHROMIUM)('a server that wants a token', () => {
  const server = ownServer(TOKEN);

  test('asks for it, tells of a wrong one, and lets in who has it', async () => {
    const { url } = server();
    const browser = await launch();
    try {
      const page = await openPage(browser, url);
      await page.goto(url);
      await page.getByRole('heading', { name: /token/ }).waitFor();
      expect(await barriers(page)).toEqual([]);
      await page.getByLabel('Token').fill('one-that-is-not-known');
      await page.getByRole('button', { name: 'Enter' }).click();
      await page.getByLabel('Token').waitFor();
      await page.getByLabel('Token').fill(TOKEN);
      await page.getByRole('button', { name: 'Enter' }).click();
      await page.getByText('Nothing was trained yet').waitFor();
      expect(await page.evaluate(() => document.cookie)).toBe('');
    } finally {
      await browser.close();
    }
  }, 90_000);
});
