/**
 * `npm run record-health [-- KEY …]`: trains the cases on Fashion-MNIST and keeps what was seen of each batch in
 * tests/learner/health/recorded/, which the tests show to the detectors. LEARND_DATASETS says where the images are.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadDataset } from '../../server/data/index.ts';
import { openDevice } from '../../server/engine/index.ts';
import type { StateDict } from '../../server/learner/index.ts';
import { CASES } from './cases.ts';
import { RECORDED } from './recorded.ts';
import { trainCase } from './training.ts';

const asked = process.argv.slice(2);
const unknown = asked.filter((key) => !CASES.some((one) => one.key === key));
if (unknown.length > 0) {
  console.error(`No case ${unknown.join(', ')}. There are: ${CASES.map(({ key }) => key).join(', ')}`);
  process.exit(2);
}
const cases = CASES.filter(
  ({ key, after }) => asked.length === 0 || asked.includes(key) || asked.includes(after!),
);

const cacheDir = mkdtempSync(path.join(tmpdir(), 'learnd-record-'));
try {
  const dataset = await loadDataset('fashion-mnist', {
    cacheDir,
    datasetsDir: process.env.LEARND_DATASETS,
  });
  // Sums in one order only, whatever the machine.
  await openDevice(['wasm'], 1);
  mkdirSync(RECORDED, { recursive: true });
  const weights = new Map<string, StateDict>();
  for (const one of cases) {
    if (one.after !== undefined && !weights.has(one.after)) continue;
    const { trace, last } = await trainCase(one, dataset, weights.get(one.after ?? '') ?? null);
    weights.set(one.key, last);
    writeFileSync(new URL(`${one.key}.json`, RECORDED), `${JSON.stringify(trace)}\n`);
    console.log(`${one.key}: ${trace.loss.length} batches, accuracy ${trace.valid?.toFixed(3)}`);
  }
} finally {
  rmSync(cacheDir, { recursive: true, force: true });
}
