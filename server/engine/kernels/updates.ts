import type { Moving, Update } from '../ops/updates.ts';
import type { Simd } from './simd.ts';
import { makeSole } from './sole.ts';

/** As assembly/updates.ts numbers them. */
const RULES = { sgd: 0, average: 1, rmsProp: 2, adam: 3, adamW: 4 } as const;

/** Words of a line of the table: places of parameter, gradient and two remembered tensors, and their values. */
const LINE = 5;

/** Numbers after rate and shrinkage, whether the rule needs them all or not. */
const NUMBERS = 6;

/** Always true: it is done. */
export function updateAll(kernels: Simd, update: Update, moving: readonly Moving[]): true {
  for (const { parameter, remembered } of moving) {
    for (const variable of [parameter, ...remembered]) makeSole(kernels, variable);
  }
  const place = kernels.scratch(4 * LINE * moving.length);
  const table = new Uint32Array(kernels.buffer, place, LINE * moving.length);
  let values = 0;
  for (const [i, { parameter, gradient, remembered }] of moving.entries()) {
    const line = i * LINE;
    table[line] = kernels.at(parameter);
    table[line + 1] = kernels.at(gradient);
    for (const [k, variable] of remembered.slice(0, 2).entries()) table[line + 2 + k] = kernels.at(variable);
    table[line + 4] = parameter.size;
    values += parameter.size;
  }
  const numbers = numbersOf(update);
  while (numbers.length < NUMBERS) numbers.push(0);
  const { kind, lr, shrink } = update;
  kernels.run('updateParameters', place, moving.length, values, RULES[kind], lr, shrink, ...numbers);
  for (const { parameter, remembered } of moving) {
    for (const variable of [parameter, ...remembered]) kernels.rewritten(variable);
  }
  return true;
}

/** Those of the rule, in the kernel's order. */
function numbersOf(update: Update): number[] {
  switch (update.kind) {
    case 'sgd':
      return [];
    case 'average':
      return [update.average.keep, update.average.take];
    case 'rmsProp':
      return [update.squares.keep, update.squares.take, update.eps];
    default: {
      const { average, squares, scale, eps } = update;
      return [average.keep, average.take, squares.keep, squares.take, scale, eps];
    }
  }
}
