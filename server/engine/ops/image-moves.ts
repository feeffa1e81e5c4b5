import { type Simd, simd } from '../kernels/simd.ts';

/** Of images that lie one after the other, row-major. */
type Sides = readonly [n: number, height: number, width: number, channels: number];

// All of these take arrays wherever they are; those in the device's memory (see `written` and `valuesOf`) are quickest.

/** Writes the values of `from` into `into`, of the same length. */
export function copyValues(from: Float32Array, into: Float32Array): void {
  const inMemory = placesOf(from, into);
  if (!inMemory) into.set(from);
  else inMemory.kernels.run('copyValues', inMemory.from, inMemory.into, from.length);
}

/**
 * Each pixel becomes the one that is `downs[i]` below and `rights[i]` to the right of it in its image, or `fill` where
 * there is none. `into` may be `from`.
 */
export function shiftImages(
  from: Float32Array,
  into: Float32Array,
  [n, height, width, channels]: Sides,
  { downs, rights, fill }: { downs: Int32Array; rights: Int32Array; fill: number },
): void {
  const line = width * channels;
  const inMemory = placesOf(from, into);
  if (!inMemory) {
    if (into !== from) into.set(from);
    for (let i = 0; i < n; i++) {
      const image = into.subarray(i * height * line, (i + 1) * height * line);
      shift(image, line, downs[i]!, rights[i]! * channels, fill);
    }
    return;
  }
  const { kernels } = inMemory;
  const place = kernels.scratch(8 * n);
  const moves = new Int32Array(kernels.buffer, place, 2 * n);
  moves.set(downs);
  for (let i = 0; i < n; i++) moves[n + i] = rights[i]! * channels;
  kernels.run('shiftImages', inMemory.from, inMemory.into, place, place + 4 * n, n, height, line, fill);
}

/** The images that are `chosen` (1, not 0) become their mirror images. `into` may be `from`. */
export function mirrorImages(
  from: Float32Array,
  into: Float32Array,
  [n, height, width, channels]: Sides,
  chosen: Int32Array,
): void {
  const inMemory = placesOf(from, into);
  if (!inMemory) {
    if (into !== from) into.set(from);
    const line = width * channels;
    for (let i = 0; i < n; i++) {
      if (chosen[i] === 0) continue;
      const end = (i + 1) * height * line;
      for (let row = i * height * line; row < end; row += line) mirror(into, row, line, channels);
    }
    return;
  }
  const { kernels } = inMemory;
  const place = kernels.scratch(4 * n);
  new Int32Array(kernels.buffer, place, n).set(chosen);
  kernels.run('mirrorImages', inMemory.from, inMemory.into, place, n, height, width, channels);
}

function placesOf(
  from: Float32Array,
  into: Float32Array,
): { kernels: Simd; from: number; into: number } | null {
  const kernels = simd();
  const places = kernels && [kernels.placeOf(from), kernels.placeOf(into)];
  if (!places || places[0] == null || places[1] == null) return null;
  return { kernels, from: places[0], into: places[1] };
}

/** In place: each value becomes the one `down` lines below and `right` values to the right, or `fill` where there is none. */
function shift(image: Float32Array, line: number, down: number, right: number, fill: number): void {
  const end = image.length;
  // The rows lie one after the other, so all move at once; what came in from another row is filled afterwards.
  const by = down * line + right;
  if (by > 0) image.copyWithin(0, Math.min(end, by));
  if (by < 0) image.copyWithin(Math.min(end, -by), 0);
  if (down > 0) image.fill(fill, Math.max(0, end - down * line));
  if (down < 0) image.fill(fill, 0, -down * line);
  const [from, to] = right > 0 ? [Math.max(0, line - right), line] : [0, Math.min(line, -right)];
  for (let row = 0; row < end; row += line) {
    for (let k = from; k < to; k++) image[row + k] = fill;
  }
}

/** Exchanges the pixels of a row, in place. */
function mirror(images: Float32Array, row: number, line: number, channels: number): void {
  let left = row;
  let right = row + line - channels;
  while (left < right) {
    for (let c = 0; c < channels; c++) {
      const value = images[left + c]!;
      images[left + c] = images[right + c]!;
      images[right + c] = value;
    }
    left += channels;
    right -= channels;
  }
}
