import { describe, expect, test } from 'vitest';
import { tf, type Variable, variable } from '../../../server/engine/index.ts';
import { Momentum, type Optimizer, SGD, type SgdOptions } from '../../../server/learner/index.ts';
import { onWasm } from '../wasm.ts';

const GRADIENTS = [1, -2, 0.5, 3];

/** One parameter at 1 through four gradients. */
function walk(Kind: new (parameters: Variable[], options: SgdOptions) => Optimizer, options: SgdOptions) {
  const parameter = variable(tf.tensor1d([1]));
  const optimizer = new Kind([parameter], options);
  const path = GRADIENTS.map((g) => {
    tf.tidy(() => optimizer.step([tf.tensor1d([g])]));
    return parameter.dataSync()[0]!;
  });
  optimizer.dispose();
  parameter.dispose();
  return path;
}

function expected({ lr, momentum, weightDecay }: Required<SgdOptions>, take: number) {
  let [p, v] = [1, 0];
  return GRADIENTS.map((g) => {
    v = momentum * v + take * g;
    p = p * (1 - lr * weightDecay) - lr * v;
    return p;
  });
}

const close = (got: number[], want: number[]): void => {
  for (const [i, value] of want.entries()) expect(got[i], `after step ${i}`).toBeCloseTo(value, 6);
};

describe('optimizers, by their formulas', () => {
  onWasm(1);

  test.each([
    { lr: 0.1, momentum: 0, weightDecay: 0 },
    { lr: 0.1, momentum: 0.9, weightDecay: 0 },
    { lr: 0.2, momentum: 0.5, weightDecay: 0.3 },
  ])('SGD is heavy ball with decay as its own step: %o', (options) => {
    close(walk(SGD, options), expected(options, 1));
  });

  test.each([
    { lr: 0.1, momentum: 0.9, weightDecay: 0 },
    { lr: 0.2, momentum: 0.5, weightDecay: 0.3 },
  ])('Momentum is a running average: %o', (options) => {
    close(walk(Momentum, options), expected(options, 1 - options.momentum));
  });
});
