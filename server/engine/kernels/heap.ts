/** What is leaned on of the heap of tfjs-backend-wasm 4.22. */
export type Heap = { _malloc(bytes: number): number; _free(place: number): void };

const ADDRESSABLE = 2 ** 32;

/** The wasm device has no room for what is to be computed; nothing was written. */
export class OutOfMemory extends Error {
  override readonly name = 'OutOfMemory';

  constructor(bytes: number) {
    const size = `${Math.ceil(bytes / 2 ** 20)} MB`;
    super(
      `the memory of the wasm device is used up: it can address 4 GiB, and another ${size} did not fit; try a smaller batchSize or fewer filters`,
    );
  }
}

const guarded = new WeakSet<Heap>();

/**
 * Has a heap without room throw OutOfMemory, for tfjs's ops too. By itself it answers 0, at which nobody looks: what is
 * written there spoils the heap.
 */
export function guardHeap(heap: Heap): void {
  if (guarded.has(heap)) return;
  guarded.add(heap);
  // At its first call Emscripten puts another function in its place.
  heap._free(heap._malloc(1));
  const allocate = heap._malloc;
  heap._malloc = (bytes) => {
    // It would be taken modulo 2 ** 32.
    const place = bytes < ADDRESSABLE ? allocate(bytes) : 0;
    if (place === 0 && bytes > 0) throw new OutOfMemory(bytes);
    return place;
  };
}
