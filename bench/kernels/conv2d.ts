/**
 * `node --import tsx bench/kernels/conv2d.ts [threads [layers]]`: milliseconds, GFLOPS and their share of what the machine
 * can do at most, of each convolution kernel. Without `layers` (part of a table's title) of all, in both builds.
 * Products with padding are not counted: they are not computed. QUANTILE=0 prints the fastest rounds, for busy machines.
 */
import { readFileSync } from 'node:fs';
import v8 from 'node:v8';
import {
  type ConvShape,
  dims,
  filterGradientPlan,
  forwardScratch,
  inputGradientScratch,
} from '../../server/engine/kernels/conv2d-scratch.ts';
import { CONTROL_BYTES, Pool } from '../../server/engine/kernels/pool.ts';
import { quantile } from '../median.ts';

const ROUNDS = 15;
const threads = Number(process.argv[2] ?? 2);
const asked = process.argv[3];

const layer = (
  n: number,
  size: number,
  [inputs, outputs]: [number, number],
  k: number,
  stride: number,
): ConvShape => {
  const padding = k >> 1;
  const out = Math.floor((size + 2 * padding - k) / stride) + 1;
  return {
    n,
    height: size,
    width: size,
    inputs,
    rows: k,
    columns: k,
    stride,
    padding,
    outHeight: out,
    outWidth: out,
    outputs,
  };
};
const lesson = (n: number): ConvShape[] => [
  layer(n, 28, [1, 8], 3, 2),
  layer(n, 14, [8, 16], 3, 2),
  layer(n, 7, [16, 32], 3, 2),
  layer(n, 4, [32, 64], 3, 2),
  layer(n, 2, [64, 10], 3, 2),
];
const LAYERS: Record<string, ConvShape[]> = {
  'lesson model, 1024': lesson(1024),
  'lesson model, 256': lesson(256),
  'ResNet, 1024': [
    layer(1024, 28, [1, 8], 3, 1),
    layer(1024, 28, [8, 8], 3, 1),
    layer(1024, 28, [8, 16], 3, 1),
    layer(1024, 28, [16, 16], 3, 2),
    layer(1024, 14, [32, 32], 3, 2),
    layer(1024, 7, [64, 64], 3, 2),
    layer(1024, 4, [128, 128], 3, 2),
    layer(1024, 2, [256, 256], 3, 2),
    layer(1024, 7, [32, 64], 1, 1),
  ],
  'linear, 1024': [
    layer(1024, 1, [784, 50], 1, 1),
    layer(1024, 1, [50, 10], 1, 1),
    layer(1024, 1, [1000, 1000], 1, 1),
  ],
  'one image': [layer(1, 28, [1, 8], 3, 2), layer(1, 14, [8, 16], 3, 2), layer(1, 7, [16, 32], 3, 2)],
};

/** Multiplications and additions. */
function operations(s: ConvShape): number {
  const seen = (size: number, out: number, k: number): number => {
    let count = 0;
    for (let o = 0; o < out; o++)
      for (let tap = 0; tap < k; tap++) {
        const at = o * s.stride + tap - s.padding;
        if (at >= 0 && at < size) count++;
      }
    return count;
  };
  const taps = seen(s.height, s.outHeight, s.rows) * seen(s.width, s.outWidth, s.columns);
  return 2 * s.n * taps * s.inputs * s.outputs;
}

class Bench {
  readonly #pool: Pool;
  readonly #memory = new WebAssembly.Memory({ initial: 6000, maximum: 16_384, shared: true });

  constructor(file: string) {
    const url = new URL(`../../server/engine/kernels/${file}`, import.meta.url);
    this.#pool = new Pool(new WebAssembly.Module(readFileSync(url)), this.#memory, CONTROL_BYTES, threads);
    new Float32Array(this.#memory.buffer, 4096).fill(0.5);
  }

  end(): void {
    this.#pool.end();
  }

  peak(): number {
    const n = 1e6;
    return (128 * n * threads) / this.#time(() => this.#pool.run('peak', 4096, n), 0.1) / 1e6;
  }

  /** Milliseconds of forward without and with moments, input gradient, filter gradient with that of the bias. */
  layer(shape: ConvShape): number[] {
    const floats = (count: number): number => Math.ceil(count / 16) * 64;
    const { n, height, width, inputs, rows, columns, outHeight, outWidth, outputs } = shape;
    const x = 4096;
    const y = x + floats(n * height * width * inputs);
    const dx = y + floats(n * outHeight * outWidth * outputs);
    const filter = dx + floats(n * height * width * inputs);
    const dFilter = filter + floats(rows * columns * inputs * outputs);
    const bias = dFilter + floats(rows * columns * inputs * outputs);
    const moments = bias + floats(outputs);
    const scratch = moments + floats(4 * outputs);
    const plan = filterGradientPlan(shape, threads);
    const bytes = Math.max(plan.bytes, forwardScratch(shape, threads), inputGradientScratch(shape));
    if (scratch + bytes > this.#memory.buffer.byteLength) throw new Error('the bench has too little memory');
    // Nothing may become infinite or too small, which costs time.
    new Float32Array(this.#memory.buffer, filter, rows * columns * inputs * outputs).fill(0.01);
    new Float32Array(this.#memory.buffer, bias, outputs).fill(0.01);
    new Float32Array(this.#memory.buffer, x, n * height * width * inputs).fill(0.5);
    const run = this.#pool.run.bind(this.#pool);
    const d = dims(shape);
    return [
      () => run('convForward', x, filter, bias, y, 0, scratch, ...d),
      () => run('convForward', x, filter, bias, y, moments, scratch, ...d),
      () => run('convInputGradient', y, filter, dx, scratch, ...d),
      () => run('convFilterGradient', x, y, dFilter, bias, scratch, ...d, plan.chunk),
    ].map((work) => this.#time(work));
  }

  /** The median, or another quantile, of rounds of several milliseconds. */
  #time(work: () => void, share = 0.5): number {
    const clock = (times: number): number => {
      const before = performance.now();
      for (let i = 0; i < times; i++) work();
      return (performance.now() - before) / times;
    };
    clock(3);
    const times = Math.max(1, Math.ceil(4 / clock(3)));
    return quantile(
      Array.from({ length: ROUNDS }, () => clock(times)),
      Number(process.env.QUANTILE ?? share),
    );
  }
}

v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
const builds = ['kernels.wasm', 'kernels-relaxed.wasm'].slice(asked ? 1 : 0);
for (const file of builds) {
  const bench = new Bench(file);
  const peak = bench.peak();
  console.log(`\n${file}, ${threads} threads: at most ${peak.toFixed(1)} GFLOPS`);
  for (const [name, shapes] of Object.entries(LAYERS)) {
    if (asked && !name.includes(asked)) continue;
    console.log(
      `\n| ${name} | forward ms | GFLOPS | of peak | + moments | input gradient ms | GFLOPS | of peak | filter gradient ms | GFLOPS | of peak |`,
    );
    console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
    let whole = 0;
    for (const [i, shape] of shapes.entries()) {
      const [forward, moments, input, filter] = bench.layer(shape) as [number, number, number, number];
      const speed = (ms: number): string => {
        const gflops = operations(shape) / ms / 1e6;
        return `${ms.toFixed(3)} | ${gflops.toFixed(1)} | ${((100 * gflops) / peak).toFixed(0)} %`;
      };
      const { height, width, inputs, outputs, rows, columns, stride } = shape;
      const title = `${height}x${width} ${inputs} → ${outputs}, ${rows}x${columns}, stride ${stride}`;
      const more = `${((moments / forward - 1) * 100).toFixed(0)} %`;
      console.log(`| ${title} | ${speed(forward)} | ${more} | ${speed(input)} | ${speed(filter)} |`);
      whole += moments + (i > 0 ? input : 0) + filter;
    }
    console.log(`\nTogether, without the first input gradient: ${whole.toFixed(2)} ms`);
  }
  bench.end();
}
