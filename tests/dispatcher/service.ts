import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { startDispatcher } from '../../server/dispatcher/index.ts';
import { storeQueue } from '../../server/queue/index.ts';
import { openStore } from '../../server/store/index.ts';
import { check } from '../../shared/check.ts';
import type { RunEvent } from '../../shared/events.ts';
import type { DeviceName } from '../../shared/spec/device.ts';
import { JobSpec } from '../../shared/spec/job-spec.ts';

type Options = { trainer?: string; leaseMs?: number; devices?: DeviceName[] };

/** Store, queue and one dispatcher on a fresh SQLite file. `trainer` names a program of tests/dispatcher. */
export async function openService({ trainer, leaseMs, devices = ['wasm'] }: Options = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'learnd-dispatcher-'));
  const store = await openStore(path.join(folder, 'learnd.db'));
  const queue = storeQueue(store, { ...(leaseMs && { leaseMs }) });
  const dispatcher = startDispatcher({
    worker: 'test',
    queue,
    store,
    equipment: {
      devices,
      threads: 2,
      cacheDir: path.join(folder, 'datasets'),
      datasetsDir: null,
      artifactsDir: path.join(folder, 'artifacts'),
    },
    log: { info: () => {}, warn: () => {}, error: console.error },
    ...(trainer && { trainer: fileURLToPath(new URL(trainer, import.meta.url)) }),
  });
  onTestFinished(async () => {
    await dispatcher.stop();
    await store.close();
    rmSync(folder, { recursive: true });
  });
  return { store, queue, dispatcher };
}

type Service = Awaited<ReturnType<typeof openService>>;

/** A small job on the bundled images: 4 batches of 64 an epoch. */
export function smallJob(changes: Record<string, unknown> = {}): JobSpec {
  const checked = check(JobSpec, {
    kind: 'train',
    dataset: { name: 'fashion-mnist-mini', trainLimit: 256, validLimit: 100 },
    model: { kind: 'cnn', activation: { kind: 'general-relu' }, norm: { kind: 'batch' } },
    init: { kind: 'kaiming' },
    epochs: 2,
    batchSize: 64,
    ...changes,
  });
  if (!checked.ok) throw new Error(JSON.stringify(checked.issues));
  return checked.value;
}

/** Waits for an event of a run, told or yet to be told. */
export async function heard(
  { store }: Service,
  run: string,
  matches: (event: RunEvent) => boolean,
): Promise<RunEvent> {
  return new Promise((resolve) => {
    const leave = store.journal.onAppend((of, events) => {
      const found = of === run && events.find(matches);
      if (found) settle(found);
    });
    const settle = (event: RunEvent): void => {
      leave();
      resolve(event);
    };
    void store.journal.read(run, 0, 10_000).then((events) => {
      const found = events.find(matches);
      if (found) settle(found);
    });
  });
}

export const ended = (service: Service, run: string): Promise<RunEvent> =>
  heard(service, run, ({ type }) => type === 'end');
