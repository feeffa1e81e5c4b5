import type { Moving, Update } from '../ops/updates.ts';
import type { Gpu, Numbers } from './gpu.ts';
import { forEach, type Shader } from './shader.ts';

/** `direction` for each rule, from g and what it remembers: a, then b. */
const RULES: Record<Update['kind'], { remembered: readonly ('a' | 'b')[]; code: string }> = {
  sgd: { remembered: [], code: 'let direction = g;' },
  average: {
    remembered: ['a'],
    code: 'let direction = a[i] * numbers.keep + g * numbers.take; a[i] = direction;',
  },
  rmsProp: {
    remembered: ['a'],
    code: `
      let squares = a[i] * numbers.keep2 + g * g * numbers.take2;
      a[i] = squares;
      let direction = g / (sqrt(squares) + numbers.eps);
    `,
  },
  adam: {
    remembered: ['a', 'b'],
    code: `
      let average = a[i] * numbers.keep + g * numbers.take;
      let squares = b[i] * numbers.keep2 + g * g * numbers.take2;
      a[i] = average;
      b[i] = squares;
      let direction = average / sqrt(squares * numbers.scale + numbers.eps);
    `,
  },
  adamW: {
    remembered: ['a', 'b'],
    code: `
      let average = a[i] * numbers.keep + g * numbers.take;
      let squares = b[i] * numbers.keep2 + g * g * numbers.take2;
      a[i] = average;
      b[i] = squares;
      let direction = average / (sqrt(squares) * numbers.scale + numbers.eps);
    `,
  },
};

const shaderOf = (kind: Update['kind']): Shader =>
  forEach({
    name: `update-${kind}`,
    reads: ['gradient'],
    writes: ['parameter', ...RULES[kind].remembered],
    numbers: {
      lr: 'f32',
      shrink: 'f32',
      keep: 'f32',
      take: 'f32',
      keep2: 'f32',
      take2: 'f32',
      scale: 'f32',
      eps: 'f32',
    },
    code: `
      let g = gradient[i];
      ${RULES[kind].code}
      parameter[i] = parameter[i] * numbers.shrink - numbers.lr * direction;
    `,
  });

/** Moves all parameters in place, each by one pass over it; false where other tensors have the same values. */
export function updateAllOn(gpu: Gpu, update: Update, moving: readonly Moving[]): boolean {
  if (moving.some(({ parameter, remembered }) => [parameter, ...remembered].some((it) => gpu.shares(it))))
    return false;
  const shader = shaderOf(update.kind);
  const numbers = numbersOf(update);
  for (const { parameter, gradient, remembered } of moving) {
    const [a, b] = remembered;
    const tensors = { gradient, parameter, ...(a && { a }), ...(b && { b }) };
    gpu.each(shader, tensors, numbers, parameter.size);
  }
  return true;
}

function numbersOf(update: Update): Numbers {
  const { lr, shrink } = update;
  const average = 'average' in update ? update.average : { keep: 0, take: 0 };
  const squares = 'squares' in update ? update.squares : { keep: 0, take: 0 };
  return {
    lr,
    shrink,
    keep: average.keep,
    take: average.take,
    keep2: squares.keep,
    take2: squares.take,
    scale: 'scale' in update ? update.scale : 0,
    eps: 'eps' in update ? update.eps : 0,
  };
}
