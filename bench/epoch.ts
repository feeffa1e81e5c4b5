import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { startServer } from '../cli/server-child.ts';
import { createClient } from '../client/index.ts';
import { median } from './median.ts';
import { startPyTorch } from './peers/pytorch.ts';

const EPOCHS = 5;
const BATCHES = [1024, 256] as const;

/**
 * A full epoch of the lesson's batch-norm model on Fashion-MNIST as a job: shuffled, hooks on every batch, recorded, and
 * streamed to a subscriber; beside the same in PyTorch, which has its data in memory and tells nobody. In turns, and the medians.
 */
export async function benchEpoch(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'learnd-epoch-'));
  const server = await startServer({ dataDir: folder, signal: new AbortController().signal });
  const peer = await startPyTorch(availableParallelism());
  try {
    const client = createClient(server.url);
    const rows: string[] = [];
    for (const batchSize of BATCHES) {
      const ours: number[] = [];
      const theirs: number[] = [];
      let jobSeconds = Number.NaN;
      // By turns of one job of a few epochs, whose first warms it up, and as many of PyTorch.
      for (let turn = 0; turn < 3; turn++) {
        const job = await oneJob(client, batchSize);
        jobSeconds = job.whole;
        ours.push(...job.epochs);
        if (typeof peer === 'string') continue;
        for (let epoch = 0; epoch < job.epochs.length; epoch++)
          theirs.push(await peer.epoch(60_000, batchSize));
      }
      const [own, other] = [median(ours), median(theirs)];
      const peers = typeof peer === 'string' ? '| |' : `${other.toFixed(2)} | ${(own / other).toFixed(2)} |`;
      rows.push(`| ${batchSize} | ${own.toFixed(2)} | ${peers} ${jobSeconds.toFixed(1)} |`);
    }
    return [
      `Medians of ${3 * (EPOCHS - 1)} epochs of training; the last column is a whole job of ${EPOCHS} epochs with their validations, from POST to its end.`,
      ...(typeof peer === 'string' ? [peer] : []),
      '',
      `| batch | learnd s | ${typeof peer === 'string' ? 'PyTorch' : peer.name} s | ratio | job s |`,
      '| ---: | ---: | ---: | ---: | ---: |',
      ...rows,
    ].join('\n');
  } finally {
    if (typeof peer !== 'string') peer.stop();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Seconds of each epoch's training but the first, and of the whole job. */
async function oneJob(client: ReturnType<typeof createClient>, batchSize: number) {
  const began = performance.now();
  const { id } = await client.submit({
    kind: 'train',
    dataset: { name: 'fashion-mnist' },
    model: { kind: 'cnn', activation: { kind: 'general-relu' }, norm: { kind: 'batch' } },
    init: { kind: 'kaiming' },
    optimizer: { kind: 'sgd', lr: 0.1, momentum: 0.85 },
    epochs: EPOCHS,
    batchSize,
  });
  const epochs: number[] = [];
  for await (const event of client.watch(id)) {
    if (event.type === 'epoch' && event.split === 'train') epochs.push(event.seconds);
    if (event.type === 'end' && event.state !== 'succeeded') throw new Error(`the job ${event.state}`);
  }
  return { epochs: epochs.slice(1), whole: (performance.now() - began) / 1000 };
}
