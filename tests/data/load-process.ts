/**
 * A process that loads the tiny dataset: `load-process.ts <home URL> <cache folder>`. Prints the sha256 of the training
 * images; when `hold` follows, it stays as it is once the first bytes of the training images have come.
 */
import { createHash } from 'node:crypto';
import { loadDataset } from '../../server/data/index.ts';
import { tinyDataset, tinyEnvironment } from './tiny-dataset.ts';

const [home = '', cacheDir = '', hold] = process.argv.slice(2);
const { entry } = tinyDataset();
entry.homes = [home];
const environment = tinyEnvironment(entry);
if (hold) environment.timeouts.idleMs = 60_000;

const onProgress = ({ file, received = 0 }: { file?: string; received?: number }) => {
  if (hold && file === 'train-images.gz' && received > 0) console.log('half-way');
};
const { train } = await loadDataset('tiny', { cacheDir, onProgress }, environment);
console.log(createHash('sha256').update(train.images).digest('hex'));
