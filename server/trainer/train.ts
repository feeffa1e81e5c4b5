import { createRequire } from 'node:module';
import type { RunFacts } from '../../shared/resources.ts';
import { firstInit } from '../../shared/spec/first-init.ts';
import type { JobSpec } from '../../shared/spec/job-spec.ts';
import type { Assignment, FromTrainer, TrainerEntry } from '../../shared/trainer.ts';
import { openArtifacts } from '../artifacts/index.ts';
import { type Dataset, loadDataset } from '../data/index.ts';
import { type Device, openDevice, tf } from '../engine/index.ts';
import { HealthWatch, Metrics, summary } from '../learner/index.ts';
import { type Built, build } from './build/index.ts';
import { progressLog } from './progress-log.ts';
import { receiptOf } from './receipt.ts';
import { resumptionOf } from './resumption.ts';
import { purposeOf, runFit } from './run-fit.ts';
import { readGiven } from './weights.ts';

export type Say = (message: FromTrainer) => void;

/**
 * One attempt at a job: data, device, model, fit, which goes on from a checkpoint of an attempt before where there is one.
 * @param whenOpen called when the device is open, before anything is computed on it
 * @returns whether the fit ran to its end, or `signal` ended it before
 * @throws the signal's reason when it comes while the data is fetched
 */
export async function train(
  assignment: Assignment,
  say: Say,
  signal: AbortSignal,
  whenOpen: () => void = () => {},
): Promise<'finished' | 'stopped'> {
  const { spec, devices, threads, cacheDir, datasetsDir, artifactsDir } = assignment;
  const entries = (list: TrainerEntry[]): void => say({ type: 'entries', entries: list });
  const dataset = await loadDataset(spec.dataset.name, {
    cacheDir,
    datasetsDir: datasetsDir ?? undefined,
    onProgress: progressLog(entries),
    signal,
  });
  const artifacts = await openArtifacts(artifactsDir);
  const metrics = new Metrics();
  const purpose = purposeOf(spec);
  const health = healthOf(spec, metrics, dataset);
  const callbacks = [metrics, ...(health ? [health] : []), ...purpose];
  const resumption = await resumptionOf(assignment, { artifacts, callbacks }, entries);
  const given = resumption
    ? { weights: resumption.weights, optimizer: null }
    : await readGiven(artifacts, firstInit(spec.init));
  const device = await openDevice(devices, threads);
  whenOpen();
  const message = `${dataset.name} from ${dataset.source}; training on ${describe(device)}`;
  entries([{ type: 'log', level: 'info', message }]);

  const built = build(spec, dataset, given);
  const receipt = receiptOf(spec, dataset, device);
  say({ type: 'started', facts: { ...factsOf(built, dataset, device), receipt } });
  return runFit(spec, { built, metrics, health, purpose }, { artifacts, say: entries, signal, resumption });
}

/** A search for a rate goes where training fails on purpose: there is nothing to say of it. */
function healthOf({ kind, hooks }: JobSpec, metrics: Metrics, { classes }: Dataset): HealthWatch | null {
  if (kind === 'lr-find') return null;
  return new HealthWatch({ metrics, classes: classes.length, every: hooks.every });
}

function factsOf(built: Built, { source, train: { shape } }: Dataset, device: Device): RunFacts {
  const { network, train, valid, normalize, layers } = built;
  const [, height, width, channels] = shape;
  const { rows, parameters, mflops } = summary(network, [height, width, channels]);
  return {
    device,
    versions: versions(),
    parameters,
    summary: { layers: rows, parameters, mflops },
    layers,
    dataset: { source, train: train.count, valid: valid.count },
    normalize,
    steps: { train: train.length, valid: valid.length },
  };
}

function describe({ name, version, threads, gpu, adapter }: Device): string {
  if (adapter?.software) return `${name} (${version}), a software adapter (${adapter.name}): slow, for tests`;
  const where = gpu ? `the GPU (${gpu})` : threads ? `${threads} thread${threads > 1 ? 's' : ''}` : 'the CPU';
  return `${name} (${version}), ${where}`;
}

function versions(): Record<string, string> {
  const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };
  return { learnd: version, node: process.versions.node, tfjs: tf.version.tfjs };
}
