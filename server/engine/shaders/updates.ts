import type { Moving, Update } from '../ops/updates.ts';
import type { Tensor } from '../tf.ts';
import type { Gpu, Numbers } from './gpu.ts';
import { GROUP, kept, type Shader } from './shader.ts';

/** Parameters for which one shader is compiled at most. */
const MOST = 16;

type Remembered = 'a' | 'b';

/** `direction` for each rule, from g and what it remembers: a, then b. */
const RULES: Record<Update['kind'], { remembered: readonly Remembered[]; code: string }> = {
  sgd: { remembered: [], code: 'let direction = g;' },
  average: {
    remembered: ['a'],
    code: `
      *a = *a * numbers.keep + g * numbers.take;
      let direction = *a;
    `,
  },
  rmsProp: {
    remembered: ['a'],
    code: `
      *a = *a * numbers.keep2 + g * g * numbers.take2;
      let direction = g / (sqrt(*a) + numbers.eps);
    `,
  },
  adam: {
    remembered: ['a', 'b'],
    code: `
      *a = *a * numbers.keep + g * numbers.take;
      *b = *b * numbers.keep2 + g * g * numbers.take2;
      let direction = *a / sqrt(*b * numbers.scale + numbers.eps);
    `,
  },
  adamW: {
    remembered: ['a', 'b'],
    code: `
      *a = *a * numbers.keep + g * numbers.take;
      *b = *b * numbers.keep2 + g * g * numbers.take2;
      let direction = *a / (sqrt(*b) * numbers.scale + numbers.eps);
    `,
  },
};

/** The shader that moves so many parameters by a rule, by "adam 3". */
const shaderOf = kept((key: string): Shader => {
  const [kind, count] = key.split(' ') as [Update['kind'], string];
  return moverOf(kind, Number(count));
});

/** The values of all parameters lie one after the other for its threads. */
function moverOf(kind: Update['kind'], count: number): Shader {
  const { remembered, code } = RULES[kind];
  const each = <T>(of: (k: number) => T): T[] => Array.from({ length: count }, (_, k) => of(k));
  const move = (k: number): string => `
    if (i >= 0 && i < numbers.size${k}) {
      var a = 0.0;
      var b = 0.0;
      ${remembered.map((name) => `${name} = ${name}${k}[i];`).join(' ')}
      parameter${k}[i] = moved(parameter${k}[i], gradient${k}[i], &a, &b);
      ${remembered.map((name) => `${name}${k}[i] = ${name};`).join(' ')}
    }
    i -= numbers.size${k};
  `;
  return {
    name: `update-${kind}-${count}`,
    reads: each((k) => `gradient${k}`),
    writes: each((k) => [`parameter${k}`, ...remembered.map((name) => `${name}${k}`)]).flat(),
    numbers: {
      lr: 'f32',
      shrink: 'f32',
      keep: 'f32',
      take: 'f32',
      keep2: 'f32',
      take2: 'f32',
      scale: 'f32',
      eps: 'f32',
      ...Object.fromEntries(each((k) => [`size${k}`, 'i32'] as const)),
    },
    declarations: `
      fn moved(p: f32, g: f32, a: ptr<function, f32>, b: ptr<function, f32>) -> f32 {
        ${code}
        return p * numbers.shrink - numbers.lr * direction;
      }
    `,
    code: `
      var i = group * ${GROUP} + local;
      ${each(move).join('')}
    `,
  };
}

/**
 * Moves all parameters in place, as many at a time as a shader may have buffers for; false where other tensors have the
 * same values.
 */
export function updateAllOn(gpu: Gpu, update: Update, moving: readonly Moving[]): boolean {
  if (moving.some(({ parameter, remembered }) => [parameter, ...remembered].some((it) => gpu.shares(it))))
    return false;
  const numbers = numbersOf(update);
  const buffers = 2 + RULES[update.kind].remembered.length;
  const together = Math.min(MOST, Math.floor(gpu.maxBuffers / buffers));
  // A buffer without values cannot be bound.
  const filled = moving.filter(({ parameter }) => parameter.size > 0);
  for (let first = 0; first < filled.length; first += together) {
    updateOn(gpu, update.kind, numbers, filled.slice(first, first + together));
  }
  return true;
}

function updateOn(gpu: Gpu, kind: Update['kind'], settings: Numbers, moving: readonly Moving[]): void {
  const tensors: Record<string, Tensor> = {};
  const sizes: Record<string, number> = {};
  let size = 0;
  for (const [k, { parameter, gradient, remembered }] of moving.entries()) {
    const [a, b] = remembered;
    Object.assign(tensors, {
      [`parameter${k}`]: parameter,
      [`gradient${k}`]: gradient,
      [`a${k}`]: a,
      [`b${k}`]: b,
    });
    sizes[`size${k}`] = parameter.size;
    size += parameter.size;
  }
  gpu.run(shaderOf(`${kind} ${moving.length}`), tensors, { ...settings, ...sizes }, Math.ceil(size / GROUP));
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
