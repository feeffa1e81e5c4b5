import { describe, expect, test } from 'vitest';
import { type Tensor, tf } from '../../../server/engine/index.ts';
import { loadStateDict, type Module, type StateDict, stateDict } from '../../../server/learner/index.ts';
import { onWasm } from '../wasm.ts';
import { CASES, type Case, dictOf, floats, LAYERS, tensorOf, torchValues } from './reference-layers.ts';

/** The largest difference, in shares of the largest value. */
function worst(got: Float32Array, want: Float32Array): number {
  expect(got.length).toBe(want.length);
  const largest = want.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  // What is 0 up to rounding (a bias before a batch norm) has no size of its own to be measured by.
  const unit = largest > 1e-6 ? largest : 1;
  const far = want.reduce((most, value, i) => Math.max(most, Math.abs(got[i]! - value)), 0) / unit;
  return got.every(Number.isFinite) ? far : Number.NaN;
}

/** Output, and gradients of sum(output * cotangent) under the names of the state dict, in PyTorch's layout. */
function backward(module: Module, { input, cotangent }: Case) {
  const slots = [...module.namedParameters()];
  const x = tf.variable(tensorOf(input));
  const weights = tensorOf(cotangent);
  let output!: Tensor;
  const { grads } = tf.variableGrads(() => {
    const y = module.call(x);
    output = tf.keep(tf.clone(y));
    return tf.sum(tf.mul(y, weights));
  }, [x, ...slots.map(([, { value }]) => value)]);
  const gradients: Record<string, Float32Array> = { input: torchValues(grads[x.name]!) };
  for (const [name, { value, torchAxes }] of slots) {
    const gradient = grads[value.name]!;
    expect(gradient.shape, `shape of the gradient of ${name}`).toEqual(value.shape);
    const inTorch = torchAxes ? tf.transpose(gradient, [...torchAxes]) : gradient;
    gradients[name] = inTorch.dataSync() as Float32Array;
  }
  x.dispose();
  return { output, gradients };
}

test('every case has its layer', () => {
  expect(CASES.map(({ name }) => name)).toEqual(Object.keys(LAYERS));
});

describe.each(CASES)('$name gives what PyTorch gives', (reference) => {
  onWasm();

  test('output and gradients', () => {
    const module = LAYERS[reference.name]!();
    loadStateDict(module, dictOf(reference.state));
    tf.tidy(() => {
      const { output, gradients } = backward(module, reference);
      const { shape } = reference.output;
      expect(output.shape).toEqual(shape.length === 4 ? [0, 2, 3, 1].map((axis) => shape[axis]) : shape);
      expect(worst(torchValues(output), floats(reference.output)), 'output').toBeLessThan(1e-5);
      expect(Object.keys(gradients).sort()).toEqual(Object.keys(reference.gradients).sort());
      for (const [name, gradient] of Object.entries(gradients)) {
        expect(worst(gradient, floats(reference.gradients[name]!)), `gradient of ${name}`).toBeLessThan(1e-5);
      }
      output.dispose();
    });
    module.dispose();
  });
});

describe.each(CASES.filter(({ second }) => second))('$name keeps what PyTorch keeps', (reference) => {
  onWasm();

  test('running statistics after two batches, and evaluation', () => {
    const { state, input, second, after, evaluation } = reference;
    const module = LAYERS[reference.name]!();
    loadStateDict(module, dictOf(state));
    tf.tidy(() => {
      module.call(tensorOf(input));
      module.call(tensorOf(second!));
      const now: StateDict = stateDict(module);
      for (const [name, packed] of Object.entries(after!)) {
        expect(worst(now[name]!.data, floats(packed)), name).toBeLessThan(1e-5);
      }
      const output = module.train(false).call(tensorOf(input));
      expect(worst(torchValues(output), floats(evaluation!)), 'evaluation').toBeLessThan(1e-5);
      expect(stateDict(module), 'evaluation leaves the statistics').toEqual(now);
    });
    module.dispose();
  });
});

test('shapes and names of weights are those of the same layer in PyTorch', async () => {
  for (const { name, state } of CASES) {
    const module = LAYERS[name]!();
    const shapes = Object.entries(stateDict(module)).map(([key, { shape }]) => [key, shape]);
    const wanted = Object.entries(state).map(([key, { shape }]) => [key, shape]);
    expect(Object.fromEntries(shapes), name).toEqual(Object.fromEntries(wanted));
    module.dispose();
  }
});
