import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { check } from '../../shared/check.ts';
import { JobSpec } from '../../shared/spec/job-spec.ts';
import type { Assignment } from '../../shared/trainer.ts';

/** A small job on the bundled images: 8 training batches an epoch and 3 of validation, unless `changes` say others. */
export function jobOf(changes: Record<string, unknown> = {}): JobSpec {
  const checked = check(JobSpec, {
    kind: 'train',
    dataset: { name: 'fashion-mnist-mini', trainLimit: 128, validLimit: 40 },
    model: {
      kind: 'sequential',
      layers: [
        { kind: 'conv-block', filters: 4, activation: { kind: 'relu' }, norm: { kind: 'batch' } },
        { kind: 'flatten' },
        { kind: 'dropout', p: 0.2 },
        { kind: 'linear', features: 10 },
      ],
    },
    ...(changes.kind !== 'lr-find' && { epochs: 2 }),
    batchSize: 16,
    augment: [{ kind: 'random-crop', per: 'image' }, { kind: 'random-erase' }],
    ...changes,
  });
  if (!checked.ok) throw new Error(JSON.stringify(checked.issues));
  return checked.value;
}

/** Where a trainer finds its files, gone when the test ends; tests that run at once have to say which. */
export function placesOf(
  finished: (gone: () => void) => void = onTestFinished,
): Omit<Assignment, 'spec' | 'attempt' | 'checkpoints'> {
  const folder = mkdtempSync(path.join(tmpdir(), 'learnd-trainer-'));
  finished(() => rmSync(folder, { recursive: true, force: true }));
  return {
    devices: ['wasm'],
    threads: 1,
    cacheDir: path.join(folder, 'datasets'),
    datasetsDir: null,
    artifactsDir: path.join(folder, 'artifacts'),
    aliveMs: 1000,
  };
}
