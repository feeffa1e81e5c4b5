import {
  add,
  avgPool,
  batchNorm,
  dropout,
  elu,
  gelu,
  generalRelu,
  globalAvgPool,
  groupNorm,
  openDevice,
  sigmoid,
  silu,
  softplus,
  type Tensor,
  tanh,
  tf,
} from '../../server/engine/index.ts';
import { simd } from '../../server/engine/kernels/simd.ts';
import { statisticsWith } from '../../server/engine/kernels/statistics.ts';
import { median } from '../median.ts';

const ROUNDS = 21;
const threads = Number(process.argv[2] ?? 2);
await openDevice(['wasm'], threads);
const kernels = simd()!;

/** Milliseconds of one call, median; each round many, so that the clock's grain does not count. */
function time(work: () => unknown): number {
  const once = (): void => void tf.tidy(() => void work());
  for (let i = 0; i < 30; i++) once();
  const rounds = Array.from({ length: ROUNDS }, () => {
    const before = performance.now();
    for (let i = 0; i < 5; i++) once();
    return (performance.now() - before) / 5;
  });
  return median(rounds);
}

/** Bytes that the memory has to move at least, of so many values read or written. */
const report = (name: string, values: number, ms: number): void => {
  const speed = (4 * values) / ms / 1e6;
  peak = Math.max(peak, speed);
  console.log(
    `| ${name} | ${ms.toFixed(3)} | ${speed.toFixed(1)} | ${((100 * speed) / peak).toFixed(0)} % |`,
  );
};
let peak = 0;

/** Forward, and forward with backward less forward; `ways`: values moved a value of x. */
function both(name: string, x: Tensor, ways: [number, number], f: (x: Tensor) => Tensor): void {
  const forward = time(() => f(x));
  const dy = tf.randomNormal(tf.tidy(() => f(x).shape));
  const back = tf.grad(f);
  report(`${name} forward`, ways[0] * x.size, forward);
  report(`${name} backward`, ways[1] * x.size, time(() => back(x, dy)) - forward);
  dy.dispose();
}

console.log(`${threads} threads, relaxed SIMD: ${kernels.relaxed}`);
for (const shape of [
  [1024, 14, 14, 8],
  [1024, 4, 4, 32],
  [256, 14, 14, 8],
]) {
  const x = tf.randomNormal(shape) as Tensor;
  const channels = shape.at(-1)!;
  const [scale, shift] = [tf.ones([channels]), tf.zeros([channels])];
  console.log(`\n| x [${shape}] | ms | GB/s | of the best |\n| --- | ---: | ---: | ---: |`);
  peak = 0;
  report(
    'a + b: the yardstick',
    3 * x.size,
    time(() => add(x, x)),
  );
  report(
    'statistics, 40 bins',
    x.size,
    time(() => statisticsWith(kernels, x, { bins: 40, max: 10 }, 0)),
  );
  both('GeneralReLU', x, [2, 3], (x) => generalRelu(x, { leak: 0.1, sub: 0.4, max: null }));
  both('ReLU', x, [2, 3], (x) => generalRelu(x, { leak: 0, sub: 0, max: null }));
  both('batch norm', x, [3, 5], (x) => batchNorm(x, scale, shift, 1e-5, () => {}));
  both('layer norm', x, [3, 5], (x) =>
    groupNorm(x, { scale: tf.scalar(1), shift: tf.scalar(0) }, { groups: 1, eps: 1e-5 }),
  );
  both('instance norm', x, [3, 5], (x) => groupNorm(x, null, { groups: channels, eps: 1e-5 }));
  for (const [name, f] of Object.entries({ elu, sigmoid, tanh, softplus, silu, gelu }))
    both(name, x, [2, 3], f);
  both('dropout', x, [2, 2], (x) => dropout(x, 0.2, 7));
  both('average pooling, 2', x, [1.25, 1.25], (x) => avgPool(x, 2));
  both('global average pooling', x, [1, 1], globalAvgPool);
  tf.dispose([x, scale, shift]);
}
process.exit(0);
