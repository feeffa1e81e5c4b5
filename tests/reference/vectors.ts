import { readFileSync } from 'node:fs';

/** One short run of the course's own code; see README.md. */
export type Reference = {
  act: 'relu' | 'general';
  norm: 'none' | 'layer' | 'batch' | 'lessonBatch';
  optimizer: 'sgd' | 'momentum' | 'rmsprop' | 'adam' | 'adamw';
  lr: number;
  wd: number | null;
  steps: number;
  batchSize: number;
  nfs: number[];
  schedule: 'onecycle' | null;
  lsuv: boolean;
  /** What LSUV left of each activation. */
  lsuvAfter?: { mean: number; std: number }[];
  initial: Record<string, { shape: number[]; f32: string }>;
  losses: number[];
  accuracy: number[];
  lrs: number[] | null;
  layers: { mean: number[]; std: number[]; hist: number[][] }[];
  eval: { loss: number; accuracy: number };
  final: Record<string, { sum: number; l2: number; first: number[] }>;
};

export const NAMES = [
  'relu-none-sgd',
  'general-none-momentum',
  'general-none-lsuv',
  'general-layer-sgd-wd',
  'general-lessonBatch-momentum',
  'general-batch-sgd',
  'general-batch-rmsprop',
  'general-batch-adam',
  'general-batch-adamw-onecycle',
];

export const readReference = (name: string): Reference =>
  JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8'));

/** The weights that a run began with. */
export function initialOf({ initial }: Reference): Record<string, { shape: number[]; data: Float32Array }> {
  return Object.fromEntries(
    Object.entries(initial).map(([name, { shape, f32 }]) => {
      const bytes = Buffer.from(f32, 'base64');
      return [name, { shape, data: new Float32Array(new Uint8Array(bytes).buffer) }];
    }),
  );
}

/**
 * A convolution's bias before a batch norm has gradient 0 up to rounding. AdamW (eps 1e-8) makes whole steps of that
 * noise, and the running mean follows the bias.
 */
export function isNoise({ norm, optimizer }: Reference, key: string): boolean {
  if (!/batch/i.test(norm)) return false;
  return /^[0-3]\.0\.bias$/.test(key) || (optimizer === 'adamw' && key.endsWith('running_mean'));
}

/** The lesson's own layers call theirs otherwise. */
export const pytorchName = (name: string): string =>
  name
    .replace(/\.mults?$/, '.weight')
    .replace(/\.adds?$/, '.bias')
    .replace(/\.means$/, '.running_mean')
    .replace(/\.vars$/, '.running_var');
