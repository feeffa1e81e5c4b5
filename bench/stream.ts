import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';
import { check } from '../shared/check.ts';
import type { RunEvent } from '../shared/events.ts';
import { runStream } from '../shared/protocol.ts';
import { JobSpec } from '../shared/spec/job-spec.ts';
import type { ToTrainer } from '../shared/trainer.ts';
import { median, quantile } from './median.ts';
import type { Said } from './said.ts';
import { openService } from './service.ts';

const ROUNDS = 5;
const EPOCHS = 25;
/** In an epoch of the subset. */
const BATCHES = 10;
const SUBSCRIBERS = [1, 100];
const NOTE = 'the first epoch of each job is left out';

type Service = Awaited<ReturnType<typeof openService>>;
type Measured = { seconds: number[]; latencies: number[] };

/** What the service costs the training, and how soon a subscriber hears of a batch, as tables in Markdown. */
export async function benchStream(): Promise<string> {
  const service = await openService();
  const bare: number[] = [];
  const served = SUBSCRIBERS.map((): Measured => ({ seconds: [], latencies: [] }));
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(...(await bareRound()));
    for (const [i, subscribers] of SUBSCRIBERS.entries()) {
      const { seconds, latencies } = await servedRound(service, subscribers);
      served[i]!.seconds.push(...seconds);
      served[i]!.latencies.push(...latencies);
    }
  }
  await service.close();
  const base = median(bare);
  const rows = served.map(({ seconds, latencies }, i) => {
    const cost = (median(seconds) / base - 1) * 100;
    const [p50, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)];
    return `| ${SUBSCRIBERS[i]} | ${p50.toFixed(0)} | ${p99.toFixed(0)} | ${(median(seconds) * 1000).toFixed(0)} | ${cost >= 0 ? '+' : ''}${cost.toFixed(1)} % |`;
  });
  return [
    `The lesson's batch-norm model, batch 1024, hooks on every batch, 10 batches an epoch; ${ROUNDS} rounds in turns of ${EPOCHS} epochs,`,
    `medians of epochs (${NOTE}). Subscribers run in the server's process, on the same cores. The bare Learner, with`,
    `Metrics and ActivationStats but no service, takes ${(base * 1000).toFixed(0)} ms an epoch.`,
    '',
    '| subscribers | batch end to subscriber p50 ms | p99 ms | epoch ms | cost of the service |',
    '| ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}

function lessonSpec() {
  const checked = check(JobSpec, {
    kind: 'train',
    dataset: { name: 'fashion-mnist-mini', validLimit: 1, normalize: { mean: 0.28, std: 0.35 } },
    model: { kind: 'cnn', activation: { kind: 'general-relu' }, norm: { kind: 'batch' } },
    init: { kind: 'kaiming' },
    optimizer: { kind: 'momentum', lr: 1.5 },
    epochs: EPOCHS,
  });
  if (!checked.ok) throw new Error(JSON.stringify(checked.issues));
  return checked.value;
}

async function bareRound(): Promise<number[]> {
  const child = fork(fileURLToPath(new URL('./bare-trainer.ts', import.meta.url)), {
    serialization: 'advanced',
    execArgv: ['--import', import.meta.resolve('tsx')],
  });
  const message: ToTrainer = {
    type: 'train',
    assignment: {
      spec: lessonSpec(),
      devices: ['tensorflow', 'wasm'],
      threads: availableParallelism(),
      cacheDir: '/nonexistent',
      datasetsDir: null,
      artifactsDir: '/nonexistent',
      attempt: 1,
      checkpoints: [],
      aliveMs: 60_000,
    },
  };
  child.send(message);
  const [{ seconds }] = (await once(child, 'message')) as [{ seconds: number[] }];
  await once(child, 'close');
  return seconds.slice(1);
}

async function servedRound(service: Service, subscribers: number): Promise<Measured> {
  const job = await service.client.submit(lessonSpec());
  const heard = await Promise.all(
    Array.from({ length: subscribers }, () => listen(service.url.replace('http', 'ws') + runStream(job.id))),
  );
  const said = service.said().filter(({ from }) => from >= BATCHES);
  const latencies = heard.flatMap((arrivals) => said.flatMap((words) => latenciesOf(words, arrivals)));
  const { table } = await service.client.runs.get(job.id);
  return { seconds: table.slice(1).map(({ train }) => train!.seconds), latencies };
}

/** Every batch of a message counts from its own end, taken as evenly spread over the 100 ms that a message gathers. */
function latenciesOf({ from, count, at }: Said, arrivals: Map<number, number>): number[] {
  const arrived = arrivals.get(from);
  if (arrived === undefined) throw new Error(`a subscriber never heard of step ${from}`);
  const step = count > 1 ? 100 / count : 0;
  return Array.from({ length: count }, (_, i) => arrived - at + (count - 1 - i) * step);
}

/** When each message of training batches came in, by its first step; until the stream ends. */
async function listen(url: string): Promise<Map<number, number>> {
  const arrivals = new Map<number, number>();
  const socket = new WebSocket(url, { perMessageDeflate: false });
  socket.on('message', (data) => {
    const at = Date.now();
    const event = JSON.parse(String(data)) as RunEvent;
    if (event.type === 'batches' && event.split === 'train') arrivals.set(event.from, at);
  });
  const [code] = (await once(socket, 'close')) as [number];
  if (code !== 1000) throw new Error(`the stream was closed with ${code}`);
  return arrivals;
}
