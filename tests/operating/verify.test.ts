import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Client, JobDraft } from '../../client/index.ts';
import { verify } from '../../server/verify/verify.ts';
import type { RunFacts } from '../../shared/resources.ts';
import { endOf, trained, withServer } from '../service/server.ts';
import { learnd } from './command.ts';

const places = { threads: 1, cacheDir: join(tmpdir(), 'learnd-verify-cache'), datasetsDir: null };

const draft = (changes: object = {}) =>
  ({
    kind: 'train',
    dataset: { name: 'fashion-mnist-mini', trainLimit: 512, validLimit: 128 },
    model: { kind: 'cnn', activation: { kind: 'general-relu' }, norm: { kind: 'batch' } },
    optimizer: { kind: 'adamw', lr: 0.01 },
    schedule: { kind: 'one-cycle' },
    augment: [{ kind: 'random-erase' }],
    epochs: 2,
    batchSize: 64,
    ...changes,
  }) as JobDraft;

/** The server's word with one loss changed by its last bit. */
const mistaken = (client: Client, split: string, step: number): Client => ({
  ...client,
  metrics: async (...asked) => {
    const metrics = await client.metrics(...asked);
    const column = metrics.columns.loss;
    if (metrics.split !== split || !column) return metrics;
    const bits = new Int32Array(Float32Array.of(column[step]!).buffer);
    const [other] = new Float32Array(Int32Array.of(bits[0]! ^ 1).buffer);
    return { ...metrics, columns: { ...metrics.columns, loss: column.with(step, other!) } };
  },
});

const withFacts = (client: Client, change: (facts: RunFacts) => RunFacts): Client => ({
  ...client,
  runs: {
    ...client.runs,
    get: async (id) => {
      const run = await client.runs.get(id);
      return { ...run, facts: change(run.facts!) };
    },
  },
});

describe('verify', { timeout: 240_000 }, () => {
  const { client, url } = withServer();

  test('finds a run identical, and the first batch of one that is not', async () => {
    const run = await trained(client(), draft());
    const whole = await learnd(['verify', run.id, '--url', url(), '--epochs', '9']);
    expect(whole).toMatchObject({ code: 0, err: '' });
    expect(whole.out).toMatch(/^identical: 20 batches \(16 of training, 4 of validation\)\n/);
    const train = await verify(mistaken(client(), 'train', 5), run.id, 1, places);
    expect(train.code).toBe(1);
    expect(train.lines[0]).toMatch(/^batch 5 differs: loss \d\.\d+ \(kept\) \d\.\d+ \(now\)$/);
    // As if it had gone on after an upgrade: what trained the first epoch counts, not the last attempt.
    const changed = withFacts(client(), (facts) => {
      const receipt = facts.receipt!;
      const old = { ...receipt, code: { ...receipt.code, version: '0.0.9' } };
      const receipts = [
        { attempt: 1, step: 0, receipt: old },
        { attempt: 2, step: 8, receipt },
      ];
      return { ...facts, receipts };
    });
    const valid = await verify(mistaken(changed, 'valid', 1), run.id, 1, places);
    expect(valid.lines[0]).toMatch(/^validation batch 1 differs/);
    expect(valid.lines).toContainEqual(expect.stringMatching(/^ {2}code: version 0\.0\.9 \(kept\)/));
  });

  test('starts where the run started: from the weights and averages of another', async () => {
    const parent = await trained(client(), draft({ epochs: 1 }));
    const { id } = await client().fork(parent.id, { optimizerState: true });
    await endOf(client(), id);
    const { code, lines } = await verify(client(), id, 1, places);
    expect(code).toBe(0);
    expect(lines[0]).toBe('identical: 10 batches (8 of training, 2 of validation)');
  });

  test('takes a search for the rate, which ends when it ends', async () => {
    const { id } = await trained(
      client(),
      draft({ kind: 'lr-find', epochs: undefined, schedule: undefined }),
    );
    const { lines, code } = await verify(client(), id, 5, places);
    expect(code).toBe(0);
    expect(lines[0]).toMatch(/^identical: (\d+) batches \(\1 of training, 0 of validation\)$/);
  });

  test('says why nothing can be said, and ends with 2', async () => {
    const nobody = await learnd(['verify', 'nobody', '--url', url()]);
    expect(nobody).toEqual({ code: 2, out: '', err: 'There is no run nobody on that server\n' });
    const { id } = await client().submit(draft({ notBefore: '2100-01-01T00:00:00.000Z' }));
    await expect(verify(client(), id, 1, places)).rejects.toThrow(
      `The run ${id} is queued and has not begun to train`,
    );
    const run = await trained(client(), draft({ epochs: 1, callbacks: [{ kind: 'single-batch' }] }));
    const old = withFacts(client(), ({ receipt: _, receipts: __, ...facts }) => facts);
    await expect(verify(old, run.id, 1, places)).rejects.toThrow(`The run ${run.id} has no receipt`);
    const short = {
      ...client(),
      runs: {
        ...client().runs,
        get: async (of: string) => ({ ...(await client().runs.get(of)), state: 'failed' as const }),
      },
    };
    await expect(verify(short, run.id, 1, places)).rejects.toThrow(
      /is failed and has 1 of the 8 train batches of 1 epochs/,
    );
    // As versions kept it that had one receipt a run.
    const absent = withFacts(client(), ({ receipts: _, ...facts }) => {
      const receipt = facts.receipt!;
      return { ...facts, receipt: { ...receipt, device: { ...receipt.device, name: 'tensorflow' } } };
    });
    await expect(verify(absent, run.id, 1, places)).rejects.toThrow(/^The replay failed: .*no device works/);
  });
});
