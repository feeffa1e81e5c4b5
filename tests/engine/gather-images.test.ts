import v8 from 'node:v8';
import vm from 'node:vm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { gatherImages, type ImageBytes, tf, written } from '../../server/engine/index.ts';
import { simd } from '../../server/engine/kernels/simd.ts';
import { onWasm } from '../learner/wasm.ts';

const TABLE = Float32Array.from({ length: 256 }, (_, i) => i / 255 - 0.3);
const INDEXES = Uint32Array.of(3, 0, 3, 4);

describe('gatherImages', () => {
  onWasm(2);
  let images: ImageBytes;
  beforeEach(() => {
    const bytes = Uint8Array.from({ length: 5 * 18 }, (_, i) => i * 71);
    images = { bytes, shape: [5, 2, 3, 3] };
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  const gathered = (): number[] => {
    const x = gatherImages(images, INDEXES, TABLE);
    expect(x.shape).toEqual([4, 2, 3, 3]);
    const values = [...x.dataSync()];
    x.dispose();
    return values;
  };
  const want = (): number[] =>
    [...INDEXES].flatMap((i) =>
      Array.from(images.bytes.subarray(i * 18, (i + 1) * 18), (byte) => TABLE[byte]!),
    );

  test('keeps one copy from the second time on, and gives the same before and after', () => {
    const hold = vi.spyOn(simd()!, 'hold');
    expect(gathered()).toEqual(want());
    expect(hold).not.toHaveBeenCalled();
    for (let k = 0; k < 3; k++) {
      images = { ...images };
      expect(gathered()).toEqual(want());
    }
    expect(hold.mock.calls).toEqual([[90]]);
  });

  test('gives the same where the memory has no room for them', () => {
    const hold = vi.spyOn(simd()!, 'hold').mockReturnValue(null);
    for (let k = 0; k < 3; k++) expect(gathered()).toEqual(want());
    expect(hold).toHaveBeenCalledTimes(1);
  });

  test('gives the room of a copy back when the bytes are gone', async () => {
    v8.setFlagsFromString('--expose-gc');
    const collect = vm.runInNewContext('gc') as () => void;
    const [hold, release] = [vi.spyOn(simd()!, 'hold'), vi.spyOn(simd()!, 'release')];
    for (let k = 0; k < 2; k++) gathered();
    const [place] = hold.mock.results.map(({ value }) => value as number);
    images = { bytes: new Uint8Array(90), shape: images.shape };
    await vi.waitFor(() => {
      collect();
      expect(release).toHaveBeenCalledWith(place);
    }, 10_000);
  });

  test('refuses a number that no image has', () => {
    for (let k = 0; k < 3; k++) {
      expect(() => gatherImages(images, Uint32Array.of(0, 5), TABLE)).toThrow(
        'there is no image 5: there are 5',
      );
    }
  });
});

describe('written', () => {
  onWasm(1);

  test.each(['wasm', 'cpu'])('is what was written, on %s', (backend) => {
    tf.setBackend(backend);
    const floats = written([2, 2], 'float32', (values) => values.set([1, 2.5, 3, 4]));
    const whole = written([3], 'int32', (values) => values.set([1, 2, 3]));
    expect(floats.arraySync()).toEqual([
      [1, 2.5],
      [3, 4],
    ]);
    expect([whole.dtype, ...whole.dataSync()]).toEqual(['int32', 1, 2, 3]);
    tf.dispose([floats, whole]);
    tf.setBackend('wasm');
  });

  test('leaves no tensor behind when it fails', () => {
    const fail = () => {
      throw new Error('no values');
    };
    expect(() => written([3], 'float32', fail)).toThrow('no values');
  });
});
