import type { Simd } from './simd.ts';

/** Beyond it data stay outside: tensors must find room too. */
const MOST_BYTES = 512 * 2 ** 20;

type Place = { kernels: Simd; place: number | null };

/** null: asked for once so far. */
const places = new WeakMap<Uint8Array, Place | null>();

/** Nobody can ask for bytes that are gone. */
const leaving = new FinalizationRegistry<Place>(({ kernels, place }) => {
  if (place !== null) kernels.release(place);
});

/**
 * Where a copy of `bytes`, which must not change any more, lies in the memory of the kernels: one copy, whoever asks, as
 * long as the bytes themselves are there. null where there is no room, and for those who ask for the first time: what is
 * needed once, such as the images of a prediction, is not worth a copy.
 */
export function placeOf(kernels: Simd, bytes: Uint8Array): number | null {
  const known = places.get(bytes);
  if (known?.kernels === kernels) return known.place;
  if (known === undefined) {
    places.set(bytes, null);
    return null;
  }
  // Those of kernels that were ended are no use to anybody.
  if (known && known.place !== null) known.kernels.release(known.place);
  if (known) known.place = null;
  const taken = { kernels, place: copy(kernels, bytes) };
  places.set(bytes, taken);
  leaving.register(bytes, taken);
  return taken.place;
}

function copy(kernels: Simd, bytes: Uint8Array): number | null {
  if (bytes.length > MOST_BYTES) return null;
  const place = kernels.hold(bytes.length);
  if (place !== null) new Uint8Array(kernels.buffer).set(bytes, place);
  return place;
}
