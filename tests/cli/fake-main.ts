import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WebSocket } from 'ws';
import { check } from '../../shared/check.ts';
import type { RunEvent } from '../../shared/events.ts';
import type { State } from '../../shared/lifecycle.ts';
import type { Job, Run, RunFacts } from '../../shared/resources.ts';
import { epochsOf } from '../../shared/spec/epochs.ts';
import { JobSpec } from '../../shared/spec/job-spec.ts';
import { fakeServer, RUN, send, sendAll } from '../client/fake-server.ts';

/** A server program for the tests of what starts one: it speaks the contract and trains nothing. */

/** `trains`; `no-dataset`: the first job fails for want of images; `waits`: ends only when cancelled; `silent`: never says where it listens; three ways to die. */
const mode = process.env.FAKE_LEARND ?? 'trains';

const STEPS = { train: 4, valid: 1 };
const facts: RunFacts = {
  device: {
    name: 'wasm',
    available: true,
    reason: null,
    version: '4.22.0',
    threads: 2,
    simd: true,
    gpu: null,
  },
  versions: { learnd: '0' },
  parameters: 29_000,
  layers: [{ name: '0.2', kind: 'general-relu' }],
  dataset: { source: 'fake', train: 1000, valid: 100 },
  normalize: { mean: 0.28, std: 0.35 },
  steps: STEPS,
};

type Said = RunEvent extends infer E ? (E extends RunEvent ? Omit<E, 'run' | 'seq' | 'time'> : never) : never;

function trainingOf(epochs: number): Said[] {
  const one = { mean: [0.1], std: [1], dead: [0.05], hist: [[100, 10, 1]] };
  return Array.from({ length: epochs }, (_, epoch): Said[] => [
    {
      type: 'batches',
      epoch,
      split: 'train',
      from: epoch * STEPS.train,
      loss: [2, 1.5, 1, 0.5],
      accuracy: [0.2, 0.4, 0.6, 0.8],
    },
    { type: 'activations', epoch, from: epoch * STEPS.train, every: 1, layers: { '0.2': one } },
    { type: 'epoch', epoch, split: 'train', loss: 1.25, accuracy: 0.5, seconds: 1 },
    { type: 'batches', epoch, split: 'valid', from: epoch, loss: [0.6], accuracy: [0.75] },
    { type: 'epoch', epoch, split: 'valid', loss: 0.6, accuracy: 0.75, seconds: 0.5 },
  ]).flat();
}

let spec: JobSpec;
let state: State = 'queued';
let error: string | null = null;
let waiting: WebSocket | null = null;
const journal: RunEvent[] = [];

function say(...said: Said[]): void {
  for (const event of said) {
    const seq = journal.length + 1;
    journal.push({ ...event, run: RUN, seq, time: new Date(seq * 100).toISOString() } as RunEvent);
  }
}

function end(to: 'succeeded' | 'failed' | 'cancelled', reason?: string): void {
  state = to;
  error = reason ?? null;
  say({ type: 'state', from: 'running', to, attempt: 1 }, { type: 'end', state: to });
}

function train(): void {
  journal.length = 0;
  say({ type: 'state', from: 'queued', to: 'running', attempt: 1 });
  say({ type: 'log', level: 'info', message: `${spec.dataset.name}: from a fake folder` });
  if (mode === 'no-dataset' && spec.dataset.name === 'fashion-mnist') {
    end('failed', 'Dataset fashion-mnist is not available. Tried:\n- a folder: empty');
    return;
  }
  say(...trainingOf(epochsOf(spec)));
  if (mode === 'trains' || mode === 'no-dataset') end('succeeded');
  else state = 'running';
}

const job = (): Job => ({
  id: RUN,
  state,
  attempt: 1,
  position: null,
  progress: null,
  eta: null,
  error,
  createdAt: new Date(0).toISOString(),
  startedAt: null,
  finishedAt: null,
  spec,
});

const run = (): Run => ({
  ...job(),
  name: spec.name,
  notes: null,
  tags: spec.tags,
  dataset: spec.dataset.name,
  device: 'wasm',
  loss: 0.6,
  accuracy: 0.75,
  epochs: { done: epochsOf(spec), asked: epochsOf(spec) },
  seed: spec.seed,
  lastSeq: journal.length,
  facts: state === 'failed' ? null : facts,
  table: [],
  best: state === 'succeeded' ? { epoch: 0, loss: 0.6, accuracy: 0.75 } : null,
  checkpoint: null,
  lrFind: null,
  verdicts: [],
  seconds: 1.5,
});

const metrics = (split: keyof typeof STEPS) => {
  const step = Array.from({ length: STEPS[split] * epochsOf(spec) }, (_, i) => i);
  return { split, step, epoch: step.map((i) => Math.floor(i / STEPS[split])), columns: {} };
};

if (mode === 'dies-at-start') {
  process.stderr.write('{"level":60,"msg":"the database is locked"}\n');
  process.exit(3);
}

const pidFile = join(process.env.LEARND_DATA!, 'pid');
process.once('exit', () => rmSync(pidFile));
process.once('SIGTERM', () => process.exit(0));
// There as long as this process is, unless it had to be killed.
writeFileSync(pidFile, String(process.pid));

function die(): never {
  process.stderr.write('{"level":60,"msg":"out of memory"}\n');
  process.exit(9);
}

const { url } = await fakeServer(
  journal,
  (connection) => {
    if (state !== 'running') return sendAll(connection, journal);
    send(connection.socket, journal, connection.after);
    waiting = connection.socket;
    if (mode === 'dies-while-running') setTimeout(die, 50);
  },
  {
    routes: (app) => {
      app.post('/jobs', (request, reply) => {
        if (mode === 'dies-when-asked') die();
        const checked = check(JobSpec, request.body);
        if (!checked.ok) return reply.code(400).send({ detail: 'The job is wrong.', errors: checked.issues });
        spec = checked.value;
        train();
        return reply.code(202).send(job());
      });
      app.post('/jobs/:id/cancel', (_, reply) => {
        const said = journal.length;
        end('cancelled');
        if (waiting) sendAll({ socket: waiting, after: said, nth: 1 }, journal);
        return reply.code(202).send(job());
      });
      app.get<{ Querystring: { split: keyof typeof STEPS } }>('/runs/:id/metrics', (request) =>
        metrics(request.query.split),
      );
      app.get('/datasets', () => ({ items: [{ name: 'fashion-mnist', available: mode !== 'no-dataset' }] }));
    },
    run,
  },
);
if (mode !== 'silent') process.stdout.write(`learnd listening on ${url}\n`);
