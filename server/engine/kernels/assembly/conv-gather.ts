import { convRow } from './conv-row';
import { TAPS } from './conv-taps';
import { partOf } from './share';
import { addDoubles } from './vector';

/** Of the input that is walked through for each block of filters: it stays in the second level of cache. */
const CHUNK: i32 = 131072;

/**
 * y = convolution of x through packed taps: a forward convolution, or the input gradient of one.
 * x [n, h, w, ci], y [n, oh, ow, co]; `phases`: each so many columns see the same taps, if not at an edge.
 * `own`: room of this thread, 64 bytes and, with moments, 128 for each block: 8 sums and 8 sums of squares in f64.
 */
export function gather(
  x: usize,
  packed: usize,
  bias: usize,
  y: usize,
  rowTaps: usize,
  columnTaps: usize,
  own: usize,
  moments: bool,
  n: i32,
  h: i32,
  w: i32,
  ci: i32,
  kh: i32,
  kw: i32,
  oh: i32,
  ow: i32,
  co: i32,
  phases: i32,
  thread: i32,
  threads: i32,
): void {
  const xColumn = <usize>ci << 2;
  const xRow = xColumn * w;
  const xImage = xRow * h;
  const yColumn = <usize>co << 2;
  const yRow = yColumn * ow;
  const yImage = yRow * oh;
  const wRow = <usize>(kw * ci) << 5;
  const wBlock = wRow * kh;
  const blocks = (co + 7) >> 3;
  const groups = (n + 3) >> 2;
  const doubles = own + 64;
  if (moments) memory.fill(doubles, 0, <usize>blocks * 128);

  // What the threads share: images if there are enough, else channels, else rows.
  let group0 = 0, group1 = groups, block0 = 0, block1 = blocks, row0 = 0, row1 = oh;
  if (groups >= 4 * threads || (blocks < threads && oh < threads)) {
    group0 = partOf(groups, 1, thread, threads);
    group1 = partOf(groups, 1, thread + 1, threads);
  } else if (blocks >= 4 * threads || blocks % threads == 0 || oh < threads) {
    block0 = partOf(blocks, 1, thread, threads);
    block1 = partOf(blocks, 1, thread + 1, threads);
  } else {
    row0 = partOf(oh, 1, thread, threads);
    row1 = partOf(oh, 1, thread + 1, threads);
  }

  // Not by 4 images: that many bytes may be 2 ** 32.
  let chunk = CHUNK / 4 / <i32>xImage;
  if (chunk < 1) chunk = 1;
  for (let start = group0; start < group1; start += chunk) {
    const end = start + chunk < group1 ? start + chunk : group1;
    for (let block = block0; block < block1; block++) {
      const c = block << 3;
      const channels = co - c < 8 ? co - c : 8;
      const weights = packed + <usize>block * wBlock;
      const b = bias + (<usize>c << 2);
      for (let group = start; group < end; group++) {
        const image = group << 2;
        const lanes = n - image < 4 ? n - image : 4;
        const xg = x + <usize>image * xImage;
        const yg = y + <usize>image * yImage + (<usize>c << 2);
        for (let row = row0; row < row1; row++) {
          const taps = rowTaps + <usize>row * TAPS;
          const xr = xg + load<i32>(taps) * <i32>xRow;
          const wr = weights + load<i32>(taps, 8) * <i32>wRow;
          const rows = load<i32>(taps, 4);
          const yr = yg + <usize>row * yRow;
          const sums = moments ? own : 0;
          if (moments) clear(own);
          if (lanes < 4 && ow >= 8) {
            for (let i = 0; i < lanes; i++) {
              fewImages(xr + <usize>i * xImage, rows, xRow, xColumn, wr, wRow, columnTaps, ow, phases, b,
                yr + <usize>i * yImage, yColumn, channels, sums);
            }
          } else {
            const i1 = lanes > 1 ? 1 : 0;
            const i2 = lanes > 2 ? 2 : i1;
            const i3 = lanes > 3 ? 3 : i2;
            convRow(xr, xImage * i1, xImage * i2, xImage * i3, rows, xRow, xColumn, wr, wRow, columnTaps, ow, b,
              yr, yImage * i1, yImage * i2, yImage * i3, yColumn, channels, sums, lanes);
          }
          if (moments) flush(own, doubles + <usize>block * 128);
        }
      }
    }
  }
}

/** 64 bytes; a fill of memory would be a call out of WebAssembly. */
@inline function clear(sums: usize): void {
  const zero = f32x4.splat(0);
  v128.store(sums, zero);
  v128.store(sums, zero, 16);
  v128.store(sums, zero, 32);
  v128.store(sums, zero, 48);
}

function flush(sums: usize, doubles: usize): void {
  addDoubles(doubles, v128.load(sums));
  addDoubles(doubles + 32, v128.load(sums, 16));
  addDoubles(doubles + 64, v128.load(sums, 32));
  addDoubles(doubles + 96, v128.load(sums, 48));
}

/** A row of one image: four columns that see the same taps stand for the four images. */
function fewImages(
  x: usize,
  rows: i32,
  xRow: usize,
  xColumn: usize,
  w: usize,
  wRow: usize,
  table: usize,
  columns: i32,
  phases: i32,
  bias: usize,
  y: usize,
  yColumn: usize,
  channels: i32,
  sums: usize,
): void {
  for (let phase = 0; phase < phases; phase++) {
    let column = phase;
    while (column < columns) {
      const first = table + <usize>column * TAPS;
      const lanes = alike(table, column, columns, phases);
      const step = lanes > 1 ? load<i32>(first + <usize>phases * TAPS) - load<i32>(first) : 0;
      const far = <usize>step * xColumn;
      const yFar = lanes > 1 ? <usize>phases * yColumn : 0;
      const last = <usize>(lanes - 1);
      const i2 = last < 2 ? last : 2;
      convRow(x, far, far * i2, far * last, rows, xRow, xColumn, w, wRow, first, 1, bias,
        y + <usize>column * yColumn, yFar, yFar * i2, yFar * last, yColumn, channels, sums, lanes);
      column += lanes * phases;
    }
  }
}

/** How many columns, 1 to 4, from this one on see as many taps and the same. */
function alike(table: usize, column: i32, columns: i32, phases: i32): i32 {
  const first = table + <usize>column * TAPS;
  let count = 1;
  while (count < 4 && column + count * phases < columns) {
    const next = first + <usize>(count * phases) * TAPS;
    if (load<i32>(next, 4) != load<i32>(first, 4) || load<i32>(next, 8) != load<i32>(first, 8)) break;
    count++;
  }
  return count;
}
