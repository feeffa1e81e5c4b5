import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Client, createClient, type JobDraft } from '../client/index.ts';
import { median, quantile } from './median.ts';
import { ATTACKS, type AttackName } from './stream-attacks.ts';
import { serverWithHistory } from './stream-server.ts';
import type { Target } from './stream-wire.ts';

export type Harm = {
  attack: AttackName;
  /** Median ms of a training step in peace and under the attack, in turns on the same server. */
  peace: number;
  attacked: number;
  /** Most MiB that the server's process grew above its size before the attack. */
  growth: number;
  /** Share of a core that the server took meanwhile. */
  cpu: number;
  /** 99th percentile, ms, of an answer to GET /healthz under the attack. */
  answer: number;
};
export type HostileOptions = { rounds: number; turnMs: number; attacks?: readonly AttackName[] };

/** Batches of an epoch: short ones, so that each lies in one turn. */
const BATCHES = 4;
const BATCH_SIZE = 256;
/** What the change of a turn may take to be felt. */
const SETTLE_MS = 700;
/** Epochs that a turn is long enough for, on however slow a machine, within reason. */
const LEAST = 3;
const LONGEST_MS = 30_000;
const HISTORY = 10_000;

const draft = {
  kind: 'train',
  dataset: { name: 'fashion-mnist-mini', trainLimit: BATCHES * BATCH_SIZE, validLimit: 1 },
  model: { kind: 'cnn', activation: { kind: 'general-relu' }, norm: { kind: 'batch' } },
  init: { kind: 'kaiming' },
  checkpoint: { everyEpochs: null },
  batchSize: BATCH_SIZE,
  epochs: 10_000,
} as JobDraft;

/** What subscribers that mean harm do to a training of the bundled images, and to the server beside it. */
export async function harms({ rounds, turnMs, attacks }: HostileOptions): Promise<Harm[]> {
  const server = await serverWithHistory(HISTORY);
  const attacker = fork(fileURLToPath(new URL('./stream-attacker.ts', import.meta.url)), {
    execArgv: ['--import', import.meta.resolve('tsx')],
  });
  try {
    const client = createClient(server.url);
    const { id } = await client.submit(draft);
    const epochs = await followed(client, id);
    const target = { port: Number(new URL(server.url).port), live: id, long: server.long };
    const found: Harm[] = [];
    for (const attack of attacks ?? (Object.keys(ATTACKS) as AttackName[])) {
      found.push(await harmOf(attack, { server, attacker, epochs, target, rounds, turnMs }));
    }
    await client.cancel(id);
    return found;
  } finally {
    attacker.disconnect();
    await server.close();
  }
}

type Epoch = { at: number; stepMs: number };
type Scene = {
  server: Awaited<ReturnType<typeof serverWithHistory>>;
  attacker: ChildProcess;
  epochs: Epoch[];
  target: Target;
} & Pick<HostileOptions, 'rounds' | 'turnMs'>;

/** Writes down each epoch of a run as the trainer timed it, once the first few are over. */
async function followed(client: Client, id: string): Promise<Epoch[]> {
  const epochs: Epoch[] = [];
  const follow = async (): Promise<void> => {
    for await (const event of client.watch(id)) {
      if (event.type !== 'epoch' || event.split !== 'train') continue;
      epochs.push({ at: Date.now(), stepMs: (event.seconds * 1000) / BATCHES });
    }
  };
  follow().catch(() => {});
  while (epochs.length < 10) await sleep(100);
  return epochs;
}

async function harmOf(attack: AttackName, scene: Scene): Promise<Harm> {
  const { server, attacker, epochs, target, rounds, turnMs } = scene;
  const [peace, attacked, answers, sizes]: number[][] = [[], [], [], []] as number[][];
  await calm(epochs, target.port);
  const before = server.memory();
  let [cpu, seconds] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    await calm(epochs, target.port);
    peace!.push(...(await turn(epochs, turnMs, () => {})));
    await order(attacker, { attack, target });
    const [start, from] = [server.cpu(), performance.now()];
    const steps = await turn(epochs, turnMs, async () => {
      sizes!.push(server.memory());
      answers!.push(await answerMs(target.port));
    });
    cpu += server.cpu() - start;
    seconds += (performance.now() - from) / 1000;
    attacked!.push(...steps);
    await order(attacker, 'stop');
  }
  return {
    attack,
    peace: median(peace!),
    attacked: median(attacked!),
    growth: Math.max(...sizes!) - before,
    cpu: cpu / seconds,
    answer: quantile(answers!, 0.99),
  };
}

/** Step times of the epochs that lie in the turn as a whole. */
async function turn(epochs: readonly Epoch[], ms: number, look: () => unknown): Promise<number[]> {
  await sleep(SETTLE_MS);
  const from = Date.now();
  const inside = () => epochs.filter(({ at, stepMs }) => at - stepMs * BATCHES >= from);
  while (Date.now() < from + ms || (inside().length < LEAST && Date.now() < from + LONGEST_MS)) {
    await Promise.all([look(), sleep(50)]);
  }
  return inside().map(({ stepMs }) => stepMs);
}

/** Waits until the server answers at once again, and tells of epochs. */
async function calm(epochs: readonly Epoch[], port: number): Promise<void> {
  const seen = epochs.length;
  while (epochs.length < seen + 3 || (await answerMs(port)) > 100) await sleep(100);
}

async function order(attacker: ChildProcess, message: object | 'stop'): Promise<void> {
  attacker.send(message);
  await once(attacker, 'message');
}

async function answerMs(port: number): Promise<number> {
  const from = performance.now();
  await fetch(`http://127.0.0.1:${port}/healthz`).then((reply) => reply.text());
  return performance.now() - from;
}

/** The harms as a table in Markdown. */
export async function benchHostile(options: HostileOptions = { rounds: 4, turnMs: 4000 }): Promise<string> {
  const rows = (await harms(options)).map(
    ({ attack, peace, attacked, growth, cpu, answer }) =>
      `| ${attack} | ${peace.toFixed(1)} | ${attacked.toFixed(1)} | ${(attacked / peace).toFixed(2)} | ${growth.toFixed(0)} | ${(cpu * 100).toFixed(0)} % | ${answer.toFixed(0)} |`,
  );
  return [
    `A server process trains the lesson's batch-norm model on the bundled images, batch ${BATCH_SIZE}, hooks on every batch, all cores.`,
    `Subscribers that mean harm run in a process with nice 19 on the same machine; ${options.rounds} turns of ${options.turnMs / 1000} s in peace and as many`,
    'under attack, medians of steps as the trainer timed them. The server also has one subscriber that keeps to the rules.',
    '',
    '| subscribers | step in peace ms | under attack ms | ratio | server grew by MiB | server takes of a core | GET /healthz p99 ms |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}
