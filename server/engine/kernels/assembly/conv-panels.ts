/**
 * [images, positions, channels] -> panels of `width` (4 or 8) channels, `pitch` bytes apart: [channels / width, positions,
 * images, width], zeros for channels that there are not. A walk over the images of a position is then one over memory.
 */
export function putPanels(
  from: usize,
  to: usize,
  images: i32,
  positions: i32,
  channels: i32,
  width: i32,
  pitch: usize,
): void {
  const position = <usize>channels << 2;
  const image = position * positions;
  const bytes = <usize>width << 2;
  const step = bytes * images;
  const whole = channels & ~(width - 1);
  const wholeBytes = <usize>whole << 2;
  const fours = images & ~3;
  for (let m = 0; m < fours; m += 4) {
    const p = from + <usize>m * image;
    const panel = to + <usize>m * bytes;
    if (width == 4) putFours(p, image, position, panel, step, positions, wholeBytes, pitch);
    else putEights(p, image, position, panel, step, positions, wholeBytes, pitch);
  }
  for (let m = 0; m < images; m++) {
    const rest = m < fours ? whole : 0;
    if (rest == channels) continue;
    let p = from + <usize>m * image;
    let place = to + <usize>m * bytes;
    for (let i = 0; i < positions; i++, p += position, place += step) {
      let panel = place + <usize>(rest / width) * pitch;
      for (let c = rest; c < channels; c += width, panel += pitch) {
        for (let u = 0; u < width; u++) {
          store<f32>(panel + (u << 2), c + u < channels ? load<f32>(p + (<usize>(c + u) << 2)) : 0);
        }
      }
    }
  }
}

/** Four images at a time, whole panels of 4 channels: four walks through memory, a cache line written. */
function putFours(
  from: usize,
  image: usize,
  position: usize,
  to: usize,
  step: usize,
  positions: i32,
  bytes: usize,
  pitch: usize,
): void {
  const image2 = 2 * image;
  const image3 = 3 * image;
  for (let i = 0; i < positions; i++, from += position, to += step) {
    let panel = to;
    const end = from + bytes;
    for (let p = from; p < end; p += 16, panel += pitch) {
      const a = v128.load(p);
      const b = v128.load(p + image);
      const c = v128.load(p + image2);
      const d = v128.load(p + image3);
      v128.store(panel, a);
      v128.store(panel, b, 16);
      v128.store(panel, c, 32);
      v128.store(panel, d, 48);
    }
  }
}

/** The same with panels of 8. */
function putEights(
  from: usize,
  image: usize,
  position: usize,
  to: usize,
  step: usize,
  positions: i32,
  bytes: usize,
  pitch: usize,
): void {
  const image2 = 2 * image;
  const image3 = 3 * image;
  for (let i = 0; i < positions; i++, from += position, to += step) {
    let panel = to;
    const end = from + bytes;
    for (let p = from; p < end; p += 32, panel += pitch) {
      const a = v128.load(p);
      const a4 = v128.load(p, 16);
      const b = v128.load(p + image);
      const b4 = v128.load(p + image, 16);
      const c = v128.load(p + image2);
      const c4 = v128.load(p + image2, 16);
      const d = v128.load(p + image3);
      const d4 = v128.load(p + image3, 16);
      v128.store(panel, a);
      v128.store(panel, a4, 16);
      v128.store(panel, b, 32);
      v128.store(panel, b4, 48);
      v128.store(panel, c, 64);
      v128.store(panel, c4, 80);
      v128.store(panel, d, 96);
      v128.store(panel, d4, 112);
    }
  }
}

/** One image [h, w, channels] in the middle of zeros: [high, wide, channels], its first value `padding` down and across. */
export function putPaddedImage(
  from: usize,
  to: usize,
  h: i32,
  w: i32,
  channels: i32,
  high: i32,
  wide: i32,
  padding: i32,
): void {
  const row = <usize>(wide * channels) << 2;
  const rowOfX = <usize>(w * channels) << 2;
  const columns = w < wide - padding ? w : wide - padding;
  const before = <usize>(padding * channels) << 2;
  for (let i = 0; i < high; i++, to += row) {
    const end = to + row;
    let p = to;
    const at = i - padding;
    if (at >= 0 && at < h && columns > 0) {
      const start = to + before;
      for (; p < start; p += 4) store<f32>(p, 0);
      let q = from + <usize>at * rowOfX;
      const last = p + (<usize>(columns * channels) << 2);
      for (; p + 16 <= last; p += 16, q += 16) v128.store(p, v128.load(q));
      for (; p < last; p += 4, q += 4) store<f32>(p, load<f32>(q));
    }
    for (; p < end; p += 4) store<f32>(p, 0);
  }
}
