import { afterEach, describe, expect, test, vi } from 'vitest';
import { createClient } from '../../client/index.ts';
import { type Api, freshApi } from '../api/fixture.ts';
import { spec } from '../store/fixture.ts';
import { end, work } from './runs.ts';
import { call, type StandIn, standIn } from './terminal.ts';

const at = (api: Api, isTTY = false): StandIn => standIn({ isTTY, env: { LEARND_URL: api.url } });

const said = (terminal: StandIn, text: string) =>
  vi.waitUntil(() => terminal.said.out.includes(text), { interval: 5, timeout: 20_000 });

describe('Ctrl-C', () => {
  afterEach(() => void vi.useRealTimers());

  /** A run that is watched at a terminal, and has said something. */
  async function watched() {
    const api = await freshApi();
    const { id } = await api.store.jobs.create(spec({ epochs: 1 }));
    await work(api.store);
    const terminal = at(api, true);
    const ended = call(['watch', id], terminal);
    await said(terminal, '0.5000      3.0');
    terminal.press('SIGINT');
    await said(terminal, 'go on watching? ');
    return { api, id, terminal, ended, client: createClient(api.url) };
  }

  test('asks, and leaves the run alone', async () => {
    const { id, terminal, ended, client } = await watched();
    terminal.type('d\n');
    expect(await ended).toMatchObject({
      code: 130,
      err: `The run goes on without you: learnd watch ${id}\n`,
    });
    expect((await client.jobs.get(id)).state).toBe('running');
    expect(terminal.signals.listenerCount('SIGINT')).toBe(0);
  });

  test('asks, and cancels the run, which is followed to its end', async () => {
    const { api, id, terminal, ended } = await watched();
    terminal.type('c\n');
    await said(terminal, 'cancelling');
    await end(api.store, id, 'cancelled');
    expect((await ended).code).toBe(3);
  });

  test('asks, and goes on: what came meanwhile is shown then', async () => {
    const { api, id, terminal, ended } = await watched();
    await api.store.journal.append(id, 1, [{ type: 'log', level: 'info', message: 'said meanwhile' }]);
    const { items } = await createClient(api.url).events(id);
    expect(items.at(-1)!.type).toBe('log');
    expect(terminal.said.out).not.toContain('said meanwhile');
    terminal.type('\n');
    await said(terminal, 'said meanwhile');
    await end(api.store, id);
    expect((await ended).code).toBe(0);
  });

  test('pressed again leaves the run alone, but not when it is the same one that npm passed on', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { id, terminal, ended, client } = await watched();
    let isOver = false;
    void ended.finally(() => {
      isOver = true;
    });
    terminal.press('SIGINT');
    await client.jobs.get(id);
    expect(isOver).toBe(false);
    vi.setSystemTime(Date.now() + 2_000);
    terminal.press('SIGINT');
    expect((await ended).code).toBe(130);
  });

  test('of a run that ends meanwhile is nobody to wait for', async () => {
    const { api, id, ended } = await watched();
    await end(api.store, id);
    expect((await ended).code).toBe(0);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('without a terminal leaves the run alone: %s', async (signal) => {
    const api = await freshApi();
    const { id } = await api.store.jobs.create(spec());
    const pipe = at(api);
    const ended = call(['watch', id], pipe);
    await said(pipe, 'queued');
    pipe.press(signal);
    expect((await ended).code).toBe(130);
    expect((await createClient(api.url).jobs.get(id)).state).toBe('queued');
  });
});
