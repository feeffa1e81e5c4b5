import { madd } from './vector';

// Activations and their slopes, four at a time, to a few units in the last place. Each is a class without a
// state, so that a loop is compiled for each: changetype<F>(0) is one.

/**
 * Added to a float, rounds it to a whole number, which is then in its last bits; 127 more is a power of two's
 * exponent.
 */
const ROUND: f32 = 12582912 + 127;

/** x / log 2, rounded, as ROUND leaves it. */
@inline function turns(x: v128): v128 {
  return madd(x, f32x4.splat(1.44269504), f32x4.splat(ROUND));
}

/** e^r - 1, where r is what x has above that many log 2 (Cephes' expf). */
@inline function rest(x: v128, turned: v128): v128 {
  const k = f32x4.sub(turned, f32x4.splat(ROUND));
  // log 2 in two parts: the first has few bits, so its product with k is exact.
  const r = madd(k, f32x4.splat(2.1219444e-4), madd(k, f32x4.splat(-0.693359375), x));
  let e = madd(f32x4.splat(1.9875691500e-4), r, f32x4.splat(1.3981999507e-3));
  e = madd(e, r, f32x4.splat(8.3334519073e-3));
  e = madd(e, r, f32x4.splat(4.1665795894e-2));
  e = madd(e, r, f32x4.splat(1.6666665459e-1));
  e = madd(e, r, f32x4.splat(5.0000001201e-1));
  return madd(e, f32x4.mul(r, r), r);
}

/** e^x for x <= 0; 1e-38 below -87. */
@inline function decay(x: v128): v128 {
  const bounded = f32x4.pmax(x, f32x4.splat(-87));
  const turned = turns(bounded);
  const power = i32x4.shl(turned, 23);
  return madd(rest(bounded, turned), power, power);
}

/** e^x - 1 for x <= 0, near 0 too. */
@inline function decayLess1(x: v128): v128 {
  const bounded = f32x4.pmax(x, f32x4.splat(-87));
  const turned = turns(bounded);
  const power = i32x4.shl(turned, 23);
  return madd(rest(bounded, turned), power, f32x4.sub(power, f32x4.splat(1)));
}

/** 1 / (1 + e^-x), by the side where nothing overflows: u / (1 + u) below 0, u = e^-|x|. */
@inline function logistic(x: v128): v128 {
  const one = f32x4.splat(1);
  const u = decay(f32x4.neg(f32x4.abs(x)));
  return f32x4.div(v128.bitselect(one, u, f32x4.ge(x, f32x4.splat(0))), f32x4.add(one, u));
}

@inline function isAbove(x: v128): v128 {
  return f32x4.gt(x, f32x4.splat(0));
}

/** The slope is told from y. */
@unmanaged
export class Elu {
  @inline value(x: v128): v128 {
    return v128.bitselect(x, decayLess1(f32x4.pmin(x, f32x4.splat(0))), isAbove(x));
  }
  @inline slope(y: v128): v128 {
    return f32x4.add(f32x4.pmin(y, f32x4.splat(0)), f32x4.splat(1));
  }
}

// Klambauer et al. 2017.
const SCALE: f32 = 1.0507009873554805;
const BOTTOM: f32 = 1.7580993408473766;

/** From y. */
@unmanaged
export class Selu {
  @inline value(x: v128): v128 {
    const below = f32x4.mul(decayLess1(f32x4.pmin(x, f32x4.splat(0))), f32x4.splat(BOTTOM));
    return v128.bitselect(f32x4.mul(x, f32x4.splat(SCALE)), below, isAbove(x));
  }
  @inline slope(y: v128): v128 {
    return v128.bitselect(f32x4.splat(SCALE), f32x4.add(y, f32x4.splat(BOTTOM)), isAbove(y));
  }
}

/** From y. */
@unmanaged
export class Sigmoid {
  @inline value(x: v128): v128 {
    return logistic(x);
  }
  @inline slope(y: v128): v128 {
    return f32x4.mul(y, f32x4.sub(f32x4.splat(1), y));
  }
}

/** From y. */
@unmanaged
export class Tanh {
  @inline value(x: v128): v128 {
    // Of -2|x|, so that nothing overflows; the sign is x's.
    const e = decayLess1(f32x4.mul(f32x4.abs(x), f32x4.splat(-2)));
    const size = f32x4.div(f32x4.neg(e), f32x4.add(e, f32x4.splat(2)));
    return v128.bitselect(size, x, i32x4.splat(0x7fffffff));
  }
  @inline slope(y: v128): v128 {
    return f32x4.sub(f32x4.splat(1), f32x4.mul(y, y));
  }
}

/** From x. */
@unmanaged
export class Softplus {
  /**
   * max(x, 0) + log(1 + u), u = e^-|x|: the logarithm as 2 artanh(u / (2 + u)), whose argument is at most
   * 1/3.
   */
  @inline value(x: v128): v128 {
    const u = decay(f32x4.neg(f32x4.abs(x)));
    const s = f32x4.div(u, f32x4.add(u, f32x4.splat(2)));
    const z = f32x4.mul(s, s);
    let series = madd(f32x4.splat(2.0 / 15), z, f32x4.splat(2.0 / 13));
    series = madd(series, z, f32x4.splat(2.0 / 11));
    series = madd(series, z, f32x4.splat(2.0 / 9));
    series = madd(series, z, f32x4.splat(2.0 / 7));
    series = madd(series, z, f32x4.splat(2.0 / 5));
    series = madd(series, z, f32x4.splat(2.0 / 3));
    series = madd(series, z, f32x4.splat(2));
    return madd(series, s, f32x4.pmax(x, f32x4.splat(0)));
  }
  @inline slope(x: v128): v128 {
    return logistic(x);
  }
}

/** From x. */
@unmanaged
export class Silu {
  @inline value(x: v128): v128 {
    return f32x4.mul(x, logistic(x));
  }
  @inline slope(x: v128): v128 {
    const gate = logistic(x);
    return madd(f32x4.mul(x, gate), f32x4.sub(f32x4.splat(1), gate), gate);
  }
}

/**
 * The normal distribution's share below x, by erfc's rational fit (Press et al., Numerical Recipes, erfcc):
 * to 1.2e-7 of it.
 */
@inline function below(x: v128): v128 {
  const z = f32x4.mul(f32x4.abs(x), f32x4.splat(0.70710678));
  const t = f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), f32x4.mul(z, f32x4.splat(0.5))));
  let p = f32x4.splat(0.17087277);
  p = madd(p, t, f32x4.splat(-0.82215223));
  p = madd(p, t, f32x4.splat(1.48851587));
  p = madd(p, t, f32x4.splat(-1.13520398));
  p = madd(p, t, f32x4.splat(0.27886807));
  p = madd(p, t, f32x4.splat(-0.18628806));
  p = madd(p, t, f32x4.splat(0.09678418));
  p = madd(p, t, f32x4.splat(0.37409196));
  p = madd(p, t, f32x4.splat(1.00002368));
  p = madd(p, t, f32x4.splat(-1.26551223));
  const half = f32x4.mul(f32x4.mul(t, f32x4.splat(0.5)), decay(f32x4.sub(p, f32x4.mul(z, z))));
  return v128.bitselect(f32x4.sub(f32x4.splat(1), half), half, isAbove(x));
}

/** From x. */
@unmanaged
export class Gelu {
  @inline value(x: v128): v128 {
    return f32x4.mul(x, below(x));
  }
  @inline slope(x: v128): v128 {
    const bell = decay(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5)));
    const density = f32x4.mul(bell, f32x4.splat(0.3989422804));
    return madd(x, density, below(x));
  }
}
