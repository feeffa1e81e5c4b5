import { f32At, i32At, pointerAt } from './control';
import { partOf } from './share';

// The rules, as ../updates.ts numbers them.
const SGD: i32 = 0;
const AVERAGE: i32 = 1;
const RMS_PROP: i32 = 2;
const ADAM: i32 = 3;
const ADAM_W: i32 = 4;

/** Bytes of a line of the table: where parameter, gradient and two remembered tensors lie, and how many values each has. */
const LINE: usize = 20;

/** Where the numbers of the rules begin among the arguments. */
const NUMBERS: i32 = 4;

/**
 * Moves all parameters of a table by one rule, in place. Multiplications and additions stay apart in the relaxed build
 * too: every value comes out the same wherever a thread's part ends.
 */
export function updateParameters(args: usize, thread: i32, threads: i32): void {
  const table = pointerAt(args, 0);
  const end = table + <usize>i32At(args, 1) * LINE;
  const values = i32At(args, 2);
  const rule = i32At(args, 3);
  const from = partOf(values, 16, thread, threads);
  const to = partOf(values, 16, thread + 1, threads);
  // Values of the lines before.
  let before = 0;
  for (let line = table; line < end; line += LINE) {
    const n = load<i32>(line, 16);
    const begin = max(from - before, 0);
    const stop = min(to - before, n);
    before += n;
    if (begin >= stop) continue;
    const at = <usize>begin << 2;
    const p = <usize>load<u32>(line) + at;
    const g = <usize>load<u32>(line, 4) + at;
    const a = <usize>load<u32>(line, 8) + at;
    const b = <usize>load<u32>(line, 12) + at;
    const bytes = <usize>(stop - begin) << 2;
    switch (rule) {
      case SGD:
        sgd(args, p, g, bytes);
        break;
      case AVERAGE:
        average(args, p, g, a, bytes);
        break;
      case RMS_PROP:
        rmsProp(args, p, g, a, bytes);
        break;
      case ADAM:
        adam(args, p, g, a, b, bytes, false);
        break;
      case ADAM_W:
        adam(args, p, g, a, b, bytes, true);
        break;
      default:
        unreachable();
    }
  }
}

@inline function number(args: usize, k: i32): f32 {
  return f32At(args, NUMBERS + k);
}

/** average * keep + value * take */
@inline function kept(average: v128, keep: f32, value: v128, take: f32): v128 {
  return f32x4.add(f32x4.mul(average, f32x4.splat(keep)), f32x4.mul(value, f32x4.splat(take)));
}

/** parameter * shrink - direction * lr */
@inline function moved(parameter: v128, shrink: f32, direction: v128, lr: f32): v128 {
  return f32x4.sub(f32x4.mul(parameter, f32x4.splat(shrink)), f32x4.mul(direction, f32x4.splat(lr)));
}

/** Numbers: lr, shrink. */
function sgd(args: usize, p: usize, g: usize, bytes: usize): void {
  const lr = number(args, 0);
  const shrink = number(args, 1);
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(p + i, moved(v128.load(p + i), shrink, v128.load(g + i), lr));
  for (; i < bytes; i += 4) store<f32>(p + i, load<f32>(p + i) * shrink - load<f32>(g + i) * lr);
}

/** Numbers: lr, shrink, keep, take. */
function average(args: usize, p: usize, g: usize, a: usize, bytes: usize): void {
  const lr = number(args, 0);
  const shrink = number(args, 1);
  const keep = number(args, 2);
  const take = number(args, 3);
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    const next = kept(v128.load(a + i), keep, v128.load(g + i), take);
    v128.store(a + i, next);
    v128.store(p + i, moved(v128.load(p + i), shrink, next, lr));
  }
  for (; i < bytes; i += 4) {
    const next = load<f32>(a + i) * keep + load<f32>(g + i) * take;
    store<f32>(a + i, next);
    store<f32>(p + i, load<f32>(p + i) * shrink - next * lr);
  }
}

/** Numbers: lr, shrink, keep, take, eps. */
function rmsProp(args: usize, p: usize, g: usize, a: usize, bytes: usize): void {
  const lr = number(args, 0);
  const shrink = number(args, 1);
  const keep = number(args, 2);
  const take = number(args, 3);
  const eps = number(args, 4);
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    const gradient = v128.load(g + i);
    const next = kept(v128.load(a + i), keep, f32x4.mul(gradient, gradient), take);
    v128.store(a + i, next);
    const direction = f32x4.div(gradient, f32x4.add(f32x4.sqrt(next), f32x4.splat(eps)));
    v128.store(p + i, moved(v128.load(p + i), shrink, direction, lr));
  }
  for (; i < bytes; i += 4) {
    const gradient = load<f32>(g + i);
    const next = load<f32>(a + i) * keep + gradient * gradient * take;
    store<f32>(a + i, next);
    store<f32>(p + i, load<f32>(p + i) * shrink - (gradient / (sqrt<f32>(next) + eps)) * lr);
  }
}

/**
 * Adam has eps inside the root, AdamW (`outside`) outside. Inlined for each, so that no value asks which.
 * Numbers: lr, shrink, keep and take of the average, keep and take of that of squares, scale, eps.
 */
@inline function adam(args: usize, p: usize, g: usize, a: usize, b: usize, bytes: usize, outside: bool): void {
  const lr = number(args, 0);
  const shrink = number(args, 1);
  const keep = number(args, 2);
  const take = number(args, 3);
  const squareKeep = number(args, 4);
  const squareTake = number(args, 5);
  const scale = number(args, 6);
  const eps = number(args, 7);
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    const gradient = v128.load(g + i);
    const next = kept(v128.load(a + i), keep, gradient, take);
    const square = kept(v128.load(b + i), squareKeep, f32x4.mul(gradient, gradient), squareTake);
    v128.store(a + i, next);
    v128.store(b + i, square);
    const inner = outside ? f32x4.sqrt(square) : square;
    const sum = f32x4.add(f32x4.mul(inner, f32x4.splat(scale)), f32x4.splat(eps));
    const root = outside ? sum : f32x4.sqrt(sum);
    v128.store(p + i, moved(v128.load(p + i), shrink, f32x4.div(next, root), lr));
  }
  for (; i < bytes; i += 4) {
    const gradient = load<f32>(g + i);
    const next = load<f32>(a + i) * keep + gradient * take;
    const square = load<f32>(b + i) * squareKeep + gradient * gradient * squareTake;
    store<f32>(a + i, next);
    store<f32>(b + i, square);
    const sum = (outside ? sqrt<f32>(square) : square) * scale + eps;
    const root = outside ? sum : sqrt<f32>(sum);
    store<f32>(p + i, load<f32>(p + i) * shrink - (next / root) * lr);
  }
}
