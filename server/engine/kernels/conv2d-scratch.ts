/** A convolution over [n, height, width, inputs] to [n, outHeight, outWidth, outputs]; stride and padding both ways. */
export type ConvShape = {
  n: number;
  height: number;
  width: number;
  inputs: number;
  rows: number;
  columns: number;
  stride: number;
  padding: number;
  outHeight: number;
  outWidth: number;
  outputs: number;
};

/** Bytes of a row of assembly/conv-taps.ts. */
const TAPS = 12;

/** Bytes of scratch that convForward wants: packed filter and bias, taps, sums of each thread. */
export function forwardScratch(shape: ConvShape, threads: number): number {
  const blocks = Math.ceil(shape.outputs / 8);
  const packed = blocks * shape.rows * shape.columns * shape.inputs * 32;
  return (
    packed + blocks * 32 + (shape.outHeight + shape.outWidth) * TAPS + threads * (64 + blocks * 128) + 256
  );
}

/** Bytes of scratch that convInputGradient wants: packed filter, taps. */
export function inputGradientScratch(shape: ConvShape): number {
  const blocks = Math.ceil(shape.inputs / 8);
  const packed = blocks * shape.rows * shape.columns * shape.outputs * 32;
  return packed + blocks * 32 + (shape.height + shape.width) * TAPS + 256;
}

/** The dims in the order in which the kernels take them. */
export const dims = (s: ConvShape): number[] => [
  s.n,
  s.height,
  s.width,
  s.inputs,
  s.rows,
  s.columns,
  s.stride,
  s.padding,
  s.outHeight,
  s.outWidth,
  s.outputs,
];

/** How the filter's gradient goes about it: so many images at a time, and the bytes of scratch it wants. */
type FilterGradientPlan = { chunk: number; bytes: number };

/** What one walk of the inner loop goes through, and the images of a chunk: the first and the second level of cache. */
const WALK_BYTES = 49_152;
const CHUNK_BYTES = 524_288;
/** Fewer images than this make short walks. */
const SHORT = 16;

/** The plan for convFilterGradient: its layouts are those of assembly/conv-filter-gradient.ts. */
export function filterGradientPlan(shape: ConvShape, threads: number): FilterGradientPlan {
  const { n, height, width, inputs, rows, columns, stride, outHeight, outWidth, outputs } = shape;
  const few = inputs < 4;
  const positions = outHeight * outWidth;
  const wide = roundUp(few ? rows * columns * inputs : inputs, 4);
  const wideOut = roundUp(outputs, 8);
  const padded = ((outHeight - 1) * stride + rows) * ((outWidth - 1) * stride + columns) * inputs;
  const xBytes = 4 * (few ? padded : height * width * wide);
  const dyBytes = 4 * positions * wideOut;
  const walk = few ? xBytes + dyBytes : 16 * height * width + 32 * positions;
  const fitting = Math.min(
    Math.max(few ? 1 : SHORT, Math.floor(WALK_BYTES / walk)),
    Math.max(1, Math.floor(CHUNK_BYTES / (xBytes + dyBytes))),
  );
  const chunk = Math.max(1, Math.min(Math.ceil(n / threads), fitting));
  const sums = aligned(4 * (few ? 1 : rows * columns) * wide * wideOut) + aligned(8 * wideOut);
  const copies = few
    ? aligned(chunk * xBytes) + (wideOut === outputs ? 0 : aligned(chunk * dyBytes))
    : pitch(chunk * height * width * 16) * (wide / 4) + pitch(chunk * positions * 32) * (wideOut / 8);
  return { chunk, bytes: threads * (sums + copies) };
}

const roundUp = (value: number, to: number): number => Math.ceil(value / to) * to;
/** As much as keeps what follows on a cache line of its own. */
export const aligned = (bytes: number): number => roundUp(bytes, 64);
/** An odd number of cache lines. */
const pitch = (bytes: number): number => aligned(bytes) | 64;
