import type { Browser, Page, WebSocketRoute } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM, launch } from '../../bench/chromium.ts';
import { openPage } from './page.ts';
import { ownServer, small } from './server.ts';

/** Machines are shared, and a trainer takes its time to start. */
const PATIENCE = 60_000;

/** The last batch that the first heat map shows; -1 before the first. */
const lastBatch = async (page: Page): Promise<number> => {
  const told = await page.locator('.heat-told').first().textContent({ timeout: PATIENCE });
  return Number(told?.match(/batch (\d+)/)?.[1] ?? -1);
};

/** Columns of the first heat map that are drawn. */
const drawn = (page: Page): Promise<number> =>
  page
    .locator('.heat-box canvas')
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, 1);
      return data.filter((alpha, i) => i % 4 === 3 && alpha > 0).length;
    });

const grows = async (page: Page): Promise<void> => {
  const before = await lastBatch(page);
  await expect.poll(() => lastBatch(page), { timeout: PATIENCE }).toBeGreaterThan(before + 5);
};

describe.skipIf(!CHROMIUM)('a run in the browser', () => {
  const server = ownServer();
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  }, 60_000);
  afterAll(() => browser?.close());

  /** What the server has done of it is what the page shows, to the last batch. */
  const isWhole = async (page: Page, id: string): Promise<void> => {
    await page.getByText('Ended: all of it is here').waitFor({ timeout: PATIENCE });
    const { progress } = await server().client.jobs.get(id);
    expect(await lastBatch(page)).toBe(progress!.step - 1);
    expect(await drawn(page)).toBe(progress!.step);
  };

  test('is asked for in the form, grows before the eyes, outlives a reload, is cancelled and deleted', async () => {
    const { url, client } = server();
    const page = await openPage(browser, url);
    await page.goto(`${url}#/new`);
    await page.getByLabel('Train limit', { exact: true }).fill('1200');
    await page.getByLabel('Batch size', { exact: true }).fill('60');
    await page.getByLabel('Epochs', { exact: true }).fill('45');
    await page.getByRole('button', { name: 'Start training' }).click();
    await page.waitForURL(/#\/runs\//);
    const id = page.url().split('/').at(-1)!;
    await grows(page);
    const columns = await drawn(page);
    expect(columns).toBeGreaterThan(5);
    await page.reload();
    await grows(page);
    expect(await drawn(page)).toBeGreaterThan(columns);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('.run-head').getByText('cancelled').waitFor({ timeout: PATIENCE });
    await isWhole(page, id);

    await page.getByRole('button', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    expect((await client.runs.get(id)).state).toBe('cancelled');
    await dialog.getByRole('button', { name: /Delete/ }).click();
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    await expect(client.runs.get(id)).rejects.toThrow('404');
  }, 180_000);

  test('whose connection is lost says so, and catches up without a hole', async () => {
    const { url, client } = server();
    const page = await openPage(browser, url);
    const sockets: WebSocketRoute[] = [];
    let isDown = false;
    await page.routeWebSocket(/\/stream/, (socket) => {
      if (isDown) {
        socket.close({ code: 1001 });
        return;
      }
      socket.connectToServer();
      sockets.push(socket);
    });
    const { id } = await client.submit(small({ epochs: 18 }));
    await page.goto(`${url}#/runs/${id}`);
    await grows(page);
    isDown = true;
    for (const socket of sockets.splice(0)) await socket.close({ code: 1001 });
    await page.getByText(/Connection lost after event \d+, catching up/).waitFor({ timeout: PATIENCE });
    isDown = false;
    await page.getByText(/caught up: \d+ events? since/).waitFor({ timeout: PATIENCE });
    await grows(page);
    await client.cancel(id);
    await isWhole(page, id);
  }, 180_000);
});
