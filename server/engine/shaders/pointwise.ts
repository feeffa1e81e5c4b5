import type { Smooth } from '../ops/pointwise.ts';
import type { Tensor } from '../tf.ts';
import type { Gpu } from './gpu.ts';
import { forEach, kept, type Shader } from './shader.ts';

/** What each gives for `v`, and its slope there: told from what it gave, or from what it was given. */
type Formula = { value: string; slope: string; from: 'given' | 'told' };

/** In WGSL a NaN stays one only where no `max` or `clamp` meets it, and `tanh` may overflow. */
const FORMULAS = {
  elu: { value: 'select(exp(v) - 1.0, v, v > 0.0)', slope: 'select(v + 1.0, 1.0, v > 0.0)', from: 'told' },
  selu: {
    value: 'SELU_SCALE * select(SELU_ALPHA * (exp(v) - 1.0), v, v > 0.0)',
    slope: 'select(v + SELU_SCALE * SELU_ALPHA, SELU_SCALE, v > 0.0)',
    from: 'told',
  },
  sigmoid: { value: 'logistic(v)', slope: 'v - v * v', from: 'told' },
  tanh: { value: '2.0 * logistic(2.0 * v) - 1.0', slope: '1.0 - v * v', from: 'told' },
  softplus: {
    value: 'select(0.0, v, v > 0.0) + log(1.0 + exp(-abs(v)))',
    slope: 'logistic(v)',
    from: 'given',
  },
  silu: { value: 'v * logistic(v)', slope: 'logistic(v) * (1.0 + v * (1.0 - logistic(v)))', from: 'given' },
  gelu: {
    value: 'v * below(v)',
    slope: 'below(v) + v * exp(-0.5 * v * v) * 0.3989422804014327',
    from: 'given',
  },
} as const satisfies Record<Smooth, Formula>;

/** `below`: the normal distribution's share, by Abramowitz and Stegun 7.1.26: within 1e-7. */
const FUNCTIONS = `
  const SELU_ALPHA = 1.6732632423543772;
  const SELU_SCALE = 1.0507009873554805;
  fn logistic(v: f32) -> f32 {
    let e = exp(-abs(v));
    return select(e, 1.0, v >= 0.0) / (1.0 + e);
  }
  fn below(v: f32) -> f32 {
    let z = abs(v) * 0.7071067811865476;
    let t = 1.0 / (1.0 + 0.3275911 * z);
    let p = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
    let tail = 0.5 * p * exp(-z * z);
    return select(tail, 1.0 - tail, v >= 0.0);
  }
`;

const forward = kept(
  (name: Smooth): Shader =>
    forEach({
      name,
      reads: ['x'],
      writes: ['y'],
      numbers: {},
      declarations: FUNCTIONS,
      code: `
      let v = x[i];
      y[i] = ${FORMULAS[name].value};
    `,
    }),
);

const backward = kept(
  (name: Smooth): Shader =>
    forEach({
      name: `${name}-gradient`,
      reads: ['kept', 'dy'],
      writes: ['dx'],
      numbers: {},
      declarations: FUNCTIONS,
      code: `
      let v = kept[i];
      dx[i] = dy[i] * (${FORMULAS[name].slope});
    `,
    }),
);

/** f(x), and what is to be kept for the slope. */
export function pointwiseOn(gpu: Gpu, name: Smooth, x: Tensor): { y: Tensor; kept: Tensor } {
  const y = gpu.output(x.shape);
  gpu.each(forward(name), { x, y }, {}, x.size);
  return { y, kept: FORMULAS[name].from === 'told' ? y : x };
}

/** dy times the slope. */
export function pointwiseGradientOn(gpu: Gpu, name: Smooth, kept: Tensor, dy: Tensor): Tensor {
  const dx = gpu.output(dy.shape);
  gpu.each(backward(name), { kept, dy, dx }, {}, dy.size);
  return dx;
}
