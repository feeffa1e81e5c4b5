import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  closeWebgpu,
  kernelRuns,
  openDevice,
  readable,
  type Tensor,
  tf,
  type Update,
  updateInPlace,
  valuesOf,
  variable,
} from '../../../server/engine/index.ts';
import { softwareVulkan } from '../../software-adapter.ts';

const vulkan = softwareVulkan();
Object.assign(process.env, vulkan);

const [average, squares] = [
  { keep: 0.75, take: 0.25 },
  { keep: 0.5, take: 0.25 },
];
const base = { lr: 0.5, shrink: 0.875 };
const UPDATES: Update[] = [
  { ...base, kind: 'sgd' },
  { ...base, kind: 'average', average },
  { ...base, kind: 'rmsProp', squares, eps: 0.01 },
  { ...base, kind: 'adam', average, squares, scale: 2, eps: 0.01 },
  { ...base, kind: 'adamW', average, squares, scale: 2, eps: 0.01 },
];
/** How many averages each takes. */
const REMEMBERS = { sgd: 0, average: 1, rmsProp: 1, adam: 2, adamW: 2 };

/** A value, its gradient and averages, after the step: see updateInPlace. */
function moved(update: Update, p: number, g: number, a: number, b: number): number[] {
  const next = (from: number, value: number, { keep, take }: typeof average) => from * keep + value * take;
  const { kind, lr, shrink } = update;
  const step = (direction: number, ...remembered: number[]) => [p * shrink - lr * direction, ...remembered];
  if (kind === 'sgd') return step(g);
  if (kind === 'average') return step(next(a, g, average), next(a, g, average));
  const square = next(kind === 'rmsProp' ? a : b, g * g, squares);
  if (kind === 'rmsProp') return step(g / (Math.sqrt(square) + update.eps), square);
  const mean = next(a, g, average);
  const { scale, eps } = update;
  const under = kind === 'adam' ? Math.sqrt(square * scale + eps) : Math.sqrt(square) * scale + eps;
  return step(mean / under, mean, square);
}

describe.skipIf(!vulkan)('an update of many parameters on webgpu', () => {
  beforeAll(async () => {
    await openDevice(['webgpu:software'], 1);
  });
  afterAll(closeWebgpu);

  // More than fit into one shader, of sizes that end within a workgroup or beyond it.
  const SHAPES = [[3], [300], [], [2, 2], [0], [1], ...Array.from({ length: 40 }, () => [2])];

  test.each(UPDATES)('$kind moves each value by its own gradient, some at a time', async (update) => {
    const { limits } = (tf.backend() as unknown as { device: GPUDevice }).device;
    const count = REMEMBERS[update.kind];
    const wave = (shape: number[], at: number): Tensor => {
      const size = shape.reduce((product, side) => product * side, 1);
      const values = Float32Array.from({ length: size }, (_, i) => 1.5 + Math.sin(7 * at + i));
      return tf.tensor(values, shape);
    };
    const parts = SHAPES.map((shape, k) => [0, 1, 2, 3].map((part) => wave(shape, 4 * k + part)));
    const given = await Promise.all(parts.map((some) => Promise.all(some.map((part) => part.data()))));
    const moving = parts.map(([p, gradient, ...remembered]) => ({
      parameter: variable(p!),
      gradient: gradient!,
      remembered: remembered.slice(0, count).map((it) => variable(it)),
    }));
    const runs = kernelRuns();
    expect(updateInPlace(update, moving)).toBe(true);
    const together = Math.min(16, Math.floor(limits.maxStorageBuffersPerShaderStage / (2 + count)));
    expect(together).toBeGreaterThan(1);
    expect(kernelRuns() - runs).toBe(Math.ceil((SHAPES.length - 1) / together));
    for (const [k, { parameter, remembered }] of moving.entries()) {
      await readable([parameter, ...remembered]);
      const [p, g, a, b] = given[k]!;
      for (let i = 0; i < parameter.size; i++) {
        const want = moved(update, p![i]!, g![i]!, a![i]!, b![i]!);
        for (const [at, tensor] of [parameter, ...remembered].entries()) {
          expect(valuesOf(tensor)[i], `part ${at} of ${k}, value ${i}`).toBeCloseTo(want[at]!, 4);
        }
      }
    }
    for (const { parameter, gradient, remembered } of moving)
      tf.dispose([parameter, gradient, ...remembered]);
  });
});
