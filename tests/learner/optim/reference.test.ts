import { describe, expect, test } from 'vitest';
import { tf } from '../../../server/engine/index.ts';
import { onWasm } from '../wasm.ts';
import { initialParameters, OPTIMIZERS, vectors, walk } from './vectors.ts';

describe('optimizers, as PyTorch and the lesson have them', () => {
  onWasm(1);

  test('every kind is among the vectors', () => {
    expect(new Set(vectors.optimizers.map(({ kind }) => kind))).toEqual(new Set(Object.keys(OPTIMIZERS)));
  });

  test.each(vectors.optimizers.map((entry, i) => ({ ...entry, i })))(
    '$i: $kind $options',
    ({ kind, options, settings, path }) => {
      const parameters = initialParameters();
      const optimizer = new OPTIMIZERS[kind](parameters, options);
      const got = walk(optimizer, settings);
      optimizer.dispose();
      tf.dispose(parameters);

      expect(got).toHaveLength(path.length);
      for (const [step, values] of path.flatMap((parts) => [parts.flat()]).entries()) {
        for (const [j, value] of values.entries()) {
          const error = Math.abs(got[step]!.flat()[j]! / value - 1);
          expect(error, `value ${j} after step ${step}: ${got[step]!.flat()[j]} for ${value}`).toBeLessThan(
            1e-6,
          );
        }
      }
    },
  );
});
