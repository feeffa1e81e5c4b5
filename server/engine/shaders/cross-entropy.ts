import type { Tensor } from '../tf.ts';
import type { Gpu } from './gpu.ts';
import { forEach, GROUP } from './shader.ts';
import { ROOM, SUM_UP } from './workgroup-sums.ts';

/** A thread for each row: classes are few. */
const ROWS = forEach({
  name: 'cross-entropy-rows',
  reads: ['logits', 'labels'],
  writes: ['logProbabilities', 'losses'],
  whole: ['labels'],
  numbers: { classes: 'i32' },
  code: `
    let begin = i * numbers.classes;
    var highest = logits[begin];
    for (var k = 1; k < numbers.classes; k++) { highest = max(highest, logits[begin + k]); }
    var sum = 0.0;
    for (var k = 0; k < numbers.classes; k++) { sum += exp(logits[begin + k] - highest); }
    let down = highest + log(sum);
    for (var k = 0; k < numbers.classes; k++) { logProbabilities[begin + k] = logits[begin + k] - down; }
    let label = labels[i];
    losses[i] = 0.0;
    if (label >= 0 && label < numbers.classes) { losses[i] = down - logits[begin + label]; }
  `,
});

/** By one workgroup. */
const MEAN = {
  name: 'cross-entropy-mean',
  reads: ['losses'],
  writes: ['loss'],
  numbers: { rows: 'i32' },
  declarations: ROOM,
  code: `
    var a = 0.0;
    let b = 0.0;
    for (var row = local; row < numbers.rows; row += ${GROUP}) { a += losses[row]; }
    ${SUM_UP}
    if (local == 0) { loss[0] = firsts[0] / f32(numbers.rows); }
  `,
} as const;

const GRADIENT = forEach({
  name: 'cross-entropy-gradient',
  reads: ['logProbabilities', 'labels', 'dy'],
  writes: ['gradient'],
  whole: ['labels'],
  numbers: { classes: 'i32', rows: 'f32' },
  code: `
    let label = labels[i / numbers.classes];
    var share = exp(logProbabilities[i]);
    if (i % numbers.classes == label) { share -= 1.0; }
    if (label < 0 || label >= numbers.classes) { share = 0.0; }
    gradient[i] = share * (dy[0] / numbers.rows);
  `,
});

/** logits [n, classes], labels [n] int32 -> the mean loss [] and logarithms of the probabilities [n, classes]. */
export function crossEntropyOn(gpu: Gpu, logits: Tensor, labels: Tensor) {
  const [rows, classes] = logits.shape as [number, number];
  const logProbabilities = gpu.output(logits.shape);
  const losses = gpu.output([rows]);
  gpu.each(ROWS, { logits, labels, logProbabilities, losses }, { classes }, rows);
  const loss = gpu.output([]);
  gpu.run(MEAN, { losses, loss }, { rows }, 1);
  return { loss, logProbabilities };
}

export function crossEntropyGradientOn(
  gpu: Gpu,
  logProbabilities: Tensor,
  labels: Tensor,
  dy: Tensor,
): Tensor {
  const [rows, classes] = logProbabilities.shape as [number, number];
  const gradient = gpu.output(logProbabilities.shape);
  gpu.each(GRADIENT, { logProbabilities, labels, dy, gradient }, { classes, rows }, gradient.size);
  return gradient;
}
