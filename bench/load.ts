import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startServer } from '../cli/server-child.ts';
import { type Client, createClient, type JobDraft } from '../client/index.ts';
import type { Crowd } from './load-crowd.ts';
import { askSteadily, type Told } from './load-requests.ts';
import { median, quantile } from './median.ts';

const QUEUED = 200;
const SUBSCRIBERS = 200;
const PER_SECOND = 50;
const TURNS = 4;
const TURN_MS = 8000;
/** What the change of a turn may take to be felt. */
const SETTLE_MS = 1000;
const BATCHES = 4;

/** The lesson's model and batch, in epochs so short that each lies in one turn. */
const draft: JobDraft = {
  kind: 'train',
  dataset: { name: 'fashion-mnist-mini', trainLimit: BATCHES * 1024, validLimit: 1 },
  model: { kind: 'cnn', activation: { kind: 'general-relu' }, norm: { kind: 'batch' } },
  init: { kind: 'kaiming' },
  checkpoint: { everyEpochs: null },
  epochs: 10_000,
};

type Epoch = { at: number; stepMs: number };

/** What many users do to a training, and what they wait for. */
export async function benchLoad(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'learnd-load-'));
  const server = await startServer({ dataDir: folder, signal: AbortSignal.timeout(60_000) });
  const crowd = fork(fileURLToPath(new URL('./load-crowd.ts', import.meta.url)), {
    execArgv: ['--import', import.meta.resolve('tsx')],
  });
  try {
    return table(await measure(createClient(server.url), server.url, crowd));
  } finally {
    crowd.disconnect();
    await server.stop();
    rmSync(folder, { recursive: true });
  }
}

async function measure(client: Client, url: string, crowd: ChildProcess) {
  const { id } = await client.submit(draft);
  const epochs = follow(client, id);
  while (epochs.length < 10) await sleep(100);
  for (let i = 0; i < QUEUED; i++) await client.submit({ ...draft, name: `waiting ${i}` });

  const alone: number[] = [];
  const loaded: number[] = [];
  const told: Told[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    alone.push(...(await stepsOf(epochs)));
    await order(crowd, { url, run: id, subscribers: SUBSCRIBERS });
    const requests = askSteadily(url, id, PER_SECOND);
    loaded.push(...(await stepsOf(epochs)));
    told.push(...requests.stop());
    await order(crowd, 'leave');
  }
  await client.cancel(id);
  return { alone, loaded, told };
}

async function order(crowd: ChildProcess, message: Crowd | 'leave'): Promise<void> {
  crowd.send(message);
  await once(crowd, 'message');
}

/** Writes down each epoch of a run as the trainer timed it. */
function follow(client: Client, id: string): Epoch[] {
  const epochs: Epoch[] = [];
  const listen = async (): Promise<void> => {
    for await (const event of client.watch(id)) {
      if (event.type !== 'epoch' || event.split !== 'train') continue;
      epochs.push({ at: Date.now(), stepMs: (event.seconds * 1000) / BATCHES });
    }
  };
  listen().catch(() => {});
  return epochs;
}

/** Step times of the epochs that lie in one turn as a whole. */
async function stepsOf(epochs: readonly Epoch[]): Promise<number[]> {
  await sleep(SETTLE_MS);
  const from = Date.now();
  await sleep(TURN_MS);
  return epochs.filter(({ at, stepMs }) => at - stepMs * BATCHES >= from).map(({ stepMs }) => stepMs);
}

function table({ alone, loaded, told }: { alone: number[]; loaded: number[]; told: Told[] }): string {
  const routes = [...new Set(told.map(({ route }) => route))].sort();
  const row = (name: string, answers: readonly Told[]): string => {
    const ms = answers.map((answer) => answer.ms);
    const refused = answers.filter(({ status }) => status !== 200).length;
    return `| ${name} | ${answers.length} | ${refused} | ${median(ms).toFixed(1)} | ${quantile(ms, 0.99).toFixed(1)} |`;
  };
  return [
    `A server process trains the lesson's batch-norm model, batch 1024, hooks on every batch, all cores; ${QUEUED} jobs wait, ${SUBSCRIBERS}`,
    `subscribers listen to the run and ${PER_SECOND} requests come in a second, in turns of ${TURN_MS / 1000} s with as many without them. All are on`,
    'the same cores, the subscribers with nice 19.',
    '',
    `Step: ${median(alone).toFixed(1)} ms alone, ${median(loaded).toFixed(1)} ms under load, ratio ${(median(loaded) / median(alone)).toFixed(2)}.`,
    '',
    '| request | answers | not 200 | median ms | p99 ms |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...routes.map((route) =>
      row(
        route,
        told.filter((one) => one.route === route),
      ),
    ),
    row('all', told),
  ].join('\n');
}
