import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { Client } from '../../client/index.ts';
import { connect, SERVER_OPTIONS } from '../connection.ts';
import { EXIT } from '../exit-codes.ts';
import { csvOf } from '../metrics-csv.ts';
import { size } from '../render/numbers.ts';
import { runIdOf } from '../run-choice.ts';
import { UsageError } from '../usage.ts';
import { remark, say, sayJson } from '../world.ts';
import { command } from './command.ts';
import { digestOf } from './fork.ts';

export const exportRun = command({
  name: 'export',
  summary: 'save the weights of a run, or its metrics',
  operands: [{ name: 'RUN', kind: 'run' }],
  options: {
    out: { value: 'FILE', short: 'o', help: 'where to (RUN.safetensors or RUN.csv); - is stdout' },
    metrics: {
      value: 'csv',
      choices: ['csv'],
      help: 'loss, accuracy, rate of every batch instead of the weights',
    },
    checkpoint: { value: 'DIGEST', help: 'other weights than the last: learnd show lists them' },
    force: { short: 'f', help: 'write over a file that is there' },
    ...SERVER_OPTIONS,
  },
  about: `Weights are a safetensors file under PyTorch's names and in its layouts: load_state_dict takes them. DIGEST may be the
beginning of one. A CSV has a line a batch, and an empty field where a number was not finite.`,
  async run({ values, operands: [word] }, world) {
    if (values.metrics !== undefined && values.metrics !== 'csv') {
      throw new UsageError(`--metrics must be csv, got "${values.metrics}".`);
    }
    if (values.metrics !== undefined && values.checkpoint !== undefined) {
      throw new UsageError('--metrics and --checkpoint contradict each other.');
    }
    if (values.json && values.out === '-') throw new UsageError('--json and --out - both want stdout.');
    const client = connect(values.url, world);
    const id = await runIdOf(client, word!);
    const bytes = values.metrics
      ? Buffer.from(await metricsOf(client, id))
      : await weightsOf(client, id, values.checkpoint);
    if (values.out === '-') {
      await new Promise((written) => world.stdout.write(bytes, written));
      return EXIT.ok;
    }
    const file = values.out ?? `${id}.${values.metrics ? 'csv' : 'safetensors'}`;
    await save(file, bytes, values.force);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (values.json) sayJson(world, { run: id, file, bytes: bytes.length, sha256 });
    else {
      say(world, file);
      remark(world, `${size(bytes.length)}, sha256 ${sha256}`);
    }
    return EXIT.ok;
  },
});

async function weightsOf(client: Client, id: string, checkpoint: string | undefined): Promise<Uint8Array> {
  if (checkpoint === undefined) return client.weights(id);
  return client.artifact(digestOf(checkpoint, (await client.checkpoints(id)).items));
}

async function metricsOf(client: Client, id: string): Promise<string> {
  return csvOf([await client.metrics(id, { split: 'train' }), await client.metrics(id, { split: 'valid' })]);
}

async function save(file: string, bytes: Uint8Array, force: boolean): Promise<void> {
  try {
    await writeFile(file, bytes, { flag: force ? 'w' : 'wx' });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new UsageError(`${file} is there already: --force writes over it.`, { cause });
    }
    throw new Error(`${file} cannot be written.`, { cause });
  }
}
