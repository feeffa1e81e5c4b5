import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { placeOf } from '../../server/artifacts/index.ts';
import type { RunEvent } from '../../shared/events.ts';
import { ask, type Learnd, SMALL, startLearnd } from './learnd.ts';

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'learnd-faults-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const checkpointsOf = async ({ url }: Learnd, run: string) =>
  (
    (await ask(`${url}/runs/${run}/checkpoints`)).body as unknown as {
      items: { artifact: string; step: number }[];
    }
  ).items;

async function toItsEnd({ client }: Learnd, run: string): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of client.watch(run)) events.push(event);
  return events;
}

test('weights that were deleted or changed by hand are never given out as if they were whole', async () => {
  const data = folder();
  const learnd = await startLearnd(data);
  const { url, client } = learnd;
  const { id } = await client.submit(SMALL);
  await toItsEnd(learnd, id);
  const [{ artifact }] = (await checkpointsOf(learnd, id)) as [{ artifact: string; step: number }];
  const file = placeOf(path.join(data, 'artifacts'), artifact);
  const image = Buffer.from(new Uint8Array(28 * 28)).toString('base64');
  const uses = () =>
    Promise.all([
      ask(`${url}/runs/${id}/model.safetensors`),
      ask(`${url}/artifacts/${artifact}`),
      ask(`${url}/runs/${id}/predict`, 'POST', { images: [image] }),
      ask(`${url}/runs/${id}/fork`, 'POST', { overrides: { epochs: 1 } }),
    ]);

  const whole = readFileSync(file);
  const changed = Buffer.from(whole);
  changed[changed.length - 5]! ^= 1;
  writeFileSync(file, changed);
  const [model, raw, prediction, fork] = await uses();
  expect([model.status, raw.status, prediction.status]).toEqual([503, 503, 503]);
  for (const { body, headers } of [model, raw, prediction]) {
    expect(body.detail).toContain('damaged');
    expect(headers.get('cache-control')).toBe('no-store');
  }
  // Nobody reads all bytes at submission: the trainer does.
  expect(fork.status).toBe(202);
  const forked = (fork.body as unknown as { id: string }).id;
  await toItsEnd(learnd, forked);
  expect(await client.jobs.get(forked)).toMatchObject({
    state: 'failed',
    error: expect.stringContaining('damaged'),
  });

  rmSync(file);
  const gone = await uses();
  expect(gone.map(({ status }) => status)).toEqual([404, 404, 503, 422]);
  for (const { body } of gone) expect(body.detail.length).toBeGreaterThan(10);

  // Another job is none the worse, and the bytes that come back are served again.
  writeFileSync(file, whole);
  expect((await fetch(`${url}/runs/${id}/model.safetensors`)).status).toBe(200);
  const { id: next } = await client.submit(SMALL);
  await toItsEnd(learnd, next);
  expect((await client.jobs.get(next)).state).toBe('succeeded');
}, 120_000);

test('a training whose last checkpoints are lost goes on from the one before, and says so', async () => {
  const data = folder();
  const learnd = await startLearnd(data);
  const { url, client } = learnd;
  const { id } = await client.submit({ ...SMALL, epochs: 2000 });
  let seen = 0;
  for await (const event of client.watch(id)) if (event.type === 'checkpoint' && ++seen === 3) break;
  await client.cancel(id);
  await toItsEnd(learnd, id);
  const [last, before] = (await checkpointsOf(learnd, id)).reverse();
  rmSync(placeOf(path.join(data, 'artifacts'), last!.artifact));

  expect((await ask(`${url}/jobs/${id}/retry`, 'POST')).status).toBe(202);
  const rewinds: number[] = [];
  const warnings: string[] = [];
  for await (const event of client.watch(id)) {
    if (event.type === 'rewind') rewinds.push(event.step);
    if (event.type === 'log' && event.level === 'warn') warnings.push(event.message);
    if (event.type === 'checkpoint' && rewinds.length > 0) break;
  }
  expect(rewinds).toEqual([before!.step]);
  expect(warnings.join()).toContain(`cannot go on from the checkpoint at step ${last!.step}`);
  await client.cancel(id);
}, 120_000);
