import { describe, expect, test } from 'vitest';
import { tf } from '../../../server/engine/index.ts';
import { onWasm } from '../wasm.ts';
import { initialParameters, OPTIMIZERS, vectors, walk } from './vectors.ts';

const CYCLED = vectors.optimizers.find(({ kind, settings }) => kind === 'AdamW' && settings[0]![1] !== null)!;

describe('optimizers on a device that moves all parameters at once', () => {
  onWasm(2);

  test.each(Object.keys(OPTIMIZERS) as (keyof typeof OPTIMIZERS)[])(
    '%s takes the steps that its transform takes, to the bit',
    (kind) => {
      // tfjs's own ops round as float32 does on every device.
      const [together, apart] = ['wasm', 'cpu'].map((backend) => {
        tf.setBackend(backend);
        const parameters = initialParameters();
        const optimizer = new OPTIMIZERS[kind](parameters, { weightDecay: 0.1 });
        const path = walk(optimizer, CYCLED.settings);
        const state = optimizer.state();
        optimizer.dispose();
        tf.dispose(parameters);
        tf.setBackend('wasm');
        return { path, state };
      });
      expect(together).toEqual(apart);
    },
  );
});
