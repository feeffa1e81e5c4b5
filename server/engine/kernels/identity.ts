import { tf } from '../tf.ts';

type Shared = { dataId: object; shape: number[]; dtype: 'float32' };

/**
 * A clone shares the values of its tensor, as on tfjs's other backends; on wasm each copied them, and the tape clones
 * whatever is saved for the way back. Whoever writes in place looks at the count of references first.
 */
export function shareClones(): void {
  tf.unregisterKernel(tf.Identity, 'wasm');
  tf.registerKernel({
    kernelName: tf.Identity,
    backendName: 'wasm',
    kernelFunc: ({ inputs, backend }) => {
      const { dataId, shape, dtype } = inputs.x as unknown as Shared;
      (backend as { incRef(id: object): void }).incRef(dataId);
      return { dataId, shape, dtype };
    },
  });
}
