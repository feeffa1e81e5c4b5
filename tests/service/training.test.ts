import { describe, expect, test } from 'vitest';
import type { JobDraft } from '../../client/index.ts';
import type { RunEvent } from '../../shared/events.ts';
import { decodeSafetensors } from '../../shared/safetensors/index.ts';
import { endOf, trained, withServer } from './server.ts';

/** 8 batches of 64 an epoch. */
const draft = (changes: Record<string, unknown> = {}): JobDraft =>
  ({
    kind: 'train',
    dataset: { name: 'fashion-mnist-mini', trainLimit: 512, validLimit: 200 },
    model: { kind: 'cnn', activation: { kind: 'general-relu' }, norm: { kind: 'batch' } },
    init: { kind: 'kaiming' },
    optimizer: { kind: 'adamw', lr: 0.01 },
    epochs: 2,
    batchSize: 64,
    ...changes,
  }) as JobDraft;

describe('a job, through HTTP', () => {
  const { client } = withServer();
  const eventsOf = async <T extends RunEvent['type']>(id: string, type: T) => {
    const { items } = await client().events(id, { limit: 1000 });
    return items.filter((event): event is Extract<RunEvent, { type: T }> => event.type === type);
  };
  const losses = async (id: string) => (await client().metrics(id)).columns.loss!;

  test('gives the same losses and weights to the bit a second time, whatever is random in it', async () => {
    const spec = draft({
      model: {
        kind: 'sequential',
        layers: [
          { kind: 'conv-block', filters: 8, activation: { kind: 'relu' }, norm: { kind: 'batch' } },
          { kind: 'flatten' },
          { kind: 'dropout', p: 0.2 },
          { kind: 'linear', features: 10 },
        ],
      },
      augment: [
        { kind: 'random-crop', per: 'image' },
        { kind: 'horizontal-flip' },
        { kind: 'random-erase' },
        { kind: 'random-copy' },
      ],
    });
    const [one, two] = [await trained(client(), spec), await trained(client(), spec)];
    const other = await trained(client(), { ...spec, seed: 7 });
    expect(one.error).toBeNull();
    expect(await losses(two.id)).toEqual(await losses(one.id));
    expect(two.checkpoint!.artifact).toBe(one.checkpoint!.artifact);
    expect(await losses(other.id)).not.toEqual(await losses(one.id));
  });

  test('keeps weights that predict, and that another job goes on from', async () => {
    const run = await trained(client(), draft());
    expect(run.facts!.summary!.layers.map(({ name }) => name).slice(0, 3)).toEqual(['0.0', '0.1', '0.2']);
    expect(run.facts!.summary!.parameters).toBe(run.facts!.parameters);
    const { items } = await client().checkpoints(run.id);
    expect(items.map(({ epoch, step }) => [epoch, step])).toEqual([
      [0, 8],
      [1, 16],
    ]);
    const { tensors } = decodeSafetensors(await client().weights(run.id));
    expect(tensors['0.1.num_batches_tracked']!.data[0]).toBe(16);

    const black = Buffer.alloc(784).toString('base64');
    const { probabilities, labels, classes } = await client().predict(run.id, { images: [black, black] });
    expect(classes).toHaveLength(10);
    expect(probabilities[0]!.reduce<number>((sum, p) => sum + p!, 0)).toBeCloseTo(1, 5);
    expect(probabilities[1]).toEqual(probabilities[0]);
    expect(labels[0]).toBe(probabilities[0]!.indexOf(Math.max(...(probabilities[0] as number[]))));

    const { id } = await client().fork(run.id, { overrides: { epochs: 1, optimizer: { lr: 0.001 } } });
    const fork = await endOf(client(), id);
    expect(fork.state).toBe('succeeded');
    expect(fork.spec.optimizer).toMatchObject({ kind: 'adamw', lr: 0.001 });
    expect(fork.spec.dataset.normalize).toEqual(run.facts!.normalize);
    expect((await losses(id))[0]!).toBeLessThan((await losses(run.id))[0]! / 1.5);
  });

  test('an optimizer that is carried over goes on where it was', async () => {
    const constant = {
      dataset: { name: 'fashion-mnist-mini', trainLimit: 512, validLimit: 64, shuffle: false },
    };
    const whole = await trained(client(), draft({ ...constant, epochs: 2 }));
    const half = await trained(client(), draft({ ...constant, epochs: 1 }));
    const { id } = await client().fork(half.id, { optimizerState: true });
    await endOf(client(), id);
    expect(await losses(id)).toEqual((await losses(whole.id)).slice(8));
  });

  test('finds a learning rate', async () => {
    const run = await trained(client(), draft({ kind: 'lr-find', epochs: undefined, batchSize: 16 }));
    expect(run.error).toBeNull();
    const { lr, loss, suggestion, reason } = run.lrFind!;
    expect(lr[1]! / lr[0]!).toBeCloseTo(1.3, 6);
    expect(loss).toHaveLength(lr.length);
    expect(suggestion).toBeGreaterThan(1e-4);
    expect(suggestion).toBeLessThan(1);
    expect(reason.length).toBeGreaterThan(20);
  });

  test('stops early and says why, keeping the last epoch', async () => {
    const stopping = { kind: 'early-stopping', monitor: 'valid-accuracy', patience: 1, minDelta: 1 };
    const run = await trained(
      client(),
      draft({ epochs: 9, callbacks: [stopping], checkpoint: { everyEpochs: null } }),
    );
    expect(run.state).toBe('succeeded');
    expect(run.table).toHaveLength(2);
    expect(run.checkpoint).toMatchObject({ epoch: 1, step: 16 });
    const logs = await eventsOf(run.id, 'log');
    expect(logs.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^early stopping: valid-accuracy/),
    );
  });

  test('schedules the rate, cycles the first beta, and says both', async () => {
    const run = await trained(
      client(),
      draft({ schedule: { kind: 'one-cycle' }, optimizer: { kind: 'adamw', lr: 0.02 } }),
    );
    const { lr, momentum } = (await client().metrics(run.id)).columns;
    expect(Math.max(...lr!)).toBeGreaterThan(0.019);
    expect(lr!.at(-1)).toBeCloseTo(0.02 / 25 / 1e4, 12);
    expect(Math.min(...momentum!)).toBeCloseTo(0.85, 1);
    expect(momentum!.at(-1)).toBeCloseTo(0.95, 9);
  });

  test('the no-norm network at lr 0.4 shows the crash in its activations, and ends one way or the other', async () => {
    const run = await trained(
      client(),
      draft({
        model: { kind: 'cnn' },
        learner: { kind: 'momentum' },
        optimizer: { kind: 'sgd', lr: 0.4 },
        epochs: 3,
      }),
    );
    const { layers } = await client().activations(run.id);
    const stds = layers['0.1']!.std.filter((std) => !Number.isNaN(std));
    expect(Math.max(...stds) / stds[0]!).toBeGreaterThan(3);
    if (run.state === 'failed') expect(run.error).toMatch(/first not finite in layer/);
  });

  test('test-time augmentation changes what validation says, not what is learned', async () => {
    const plain = await trained(client(), draft());
    const both = await trained(client(), draft({ evaluate: { tta: true } }));
    expect(both.checkpoint!.artifact).toBe(plain.checkpoint!.artifact);
    expect(both.loss).not.toBe(plain.loss);
  });
});
