import { createRequire } from 'node:module';
import type { RunFacts } from '../../shared/resources.ts';
import type { Assignment, FromTrainer } from '../../shared/trainer.ts';
import { loadDataset } from '../data/index.ts';
import { type Device, openDevice, tf } from '../engine/index.ts';
import { Callback, Cancel, Metrics, StopOnNonFinite } from '../learner/index.ts';
import { build } from './build.ts';
import { progressLog } from './progress-log.ts';
import { Recorder } from './recorder.ts';

export type Say = (message: FromTrainer) => void;

/** Leaves the fit at the next batch after it was asked to. */
class StopOnSignal extends Callback {
  /** Whether it did: a stop that comes after the last batch ends nothing. */
  hasStopped = false;
  readonly #signal: AbortSignal;
  constructor(signal: AbortSignal) {
    super();
    this.#signal = signal;
  }
  override beforeBatch(): void {
    if (!this.#signal.aborted) return;
    this.hasStopped = true;
    throw new Cancel('fit');
  }
}

/**
 * One attempt at a job: data, device, model, fit.
 * @returns whether the fit ran to its end, or `signal` ended it before
 * @throws the signal's reason when it comes while the data is fetched
 */
export async function train(
  assignment: Assignment,
  say: Say,
  signal: AbortSignal,
): Promise<'finished' | 'stopped'> {
  const { spec, devices, threads, cacheDir, datasetsDir } = assignment;
  const log = (message: string): void =>
    say({ type: 'entries', entries: [{ type: 'log', level: 'info', message }] });
  const dataset = await loadDataset(spec.dataset.name, {
    cacheDir,
    datasetsDir: datasetsDir ?? undefined,
    onProgress: progressLog((entries) => say({ type: 'entries', entries })),
    signal,
  });
  const device = await openDevice(devices, threads);
  log(`${dataset.name} from ${dataset.source}; training on ${describe(device)}`);

  const { model, learner, train, valid, normalize, stats, layers } = build(spec, dataset);
  const facts: RunFacts = {
    device,
    versions: versions(),
    parameters: [...model.namedParameters()].reduce((sum, [, { value }]) => sum + value.size, 0),
    layers,
    dataset: { source: dataset.source, train: train.count, valid: valid.count },
    normalize,
    steps: { train: train.length, valid: valid.length },
  };
  say({ type: 'started', facts });

  const metrics = new Metrics();
  const recorder = new Recorder({ metrics, stats, hooks: spec.hooks }, (entries) =>
    say({ type: 'entries', entries }),
  );
  const stop = new StopOnSignal(signal);
  const callbacks: Callback[] = [metrics, recorder, stop];
  if (stats) callbacks.push(stats);
  if (spec.onNonFinite === 'fail') callbacks.push(new StopOnNonFinite(metrics, stats));
  await learner.fit(spec.epochs, { train, valid, callbacks });
  return stop.hasStopped ? 'stopped' : 'finished';
}

function describe({ name, version, threads, gpu }: Device): string {
  const where = gpu ? `the GPU (${gpu})` : threads ? `${threads} thread${threads > 1 ? 's' : ''}` : 'the CPU';
  return `${name} (${version}), ${where}`;
}

function versions(): Record<string, string> {
  const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };
  return { learnd: version, node: process.versions.node, tfjs: tf.version.tfjs };
}
