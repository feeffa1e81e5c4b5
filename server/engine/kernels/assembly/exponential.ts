/**
 * e^x in four lanes, within 2 units in the last place (Cephes' expf): 0 below -87.33, 2.4e38 above 88.37. NaN stays NaN.
 */
@inline export function exponential(x: v128): v128 {
  const bounded = f32x4.max(f32x4.min(x, f32x4.splat(88.37)), f32x4.splat(-87.33));
  const k = f32x4.nearest(f32x4.mul(bounded, f32x4.splat(1.44269504)));
  // log 2 in two parts: the first has few bits, so its product with k is exact.
  const most = f32x4.sub(bounded, f32x4.mul(k, f32x4.splat(0.693359375)));
  const r = f32x4.add(most, f32x4.mul(k, f32x4.splat(2.1219444e-4)));
  let e = f32x4.splat(1.9875691500e-4);
  e = f32x4.add(f32x4.mul(e, r), f32x4.splat(1.3981999507e-3));
  e = f32x4.add(f32x4.mul(e, r), f32x4.splat(8.3334519073e-3));
  e = f32x4.add(f32x4.mul(e, r), f32x4.splat(4.1665795894e-2));
  e = f32x4.add(f32x4.mul(e, r), f32x4.splat(1.6666665459e-1));
  e = f32x4.add(f32x4.mul(e, r), f32x4.splat(5.0000001201e-1));
  e = f32x4.add(f32x4.add(f32x4.mul(e, f32x4.mul(r, r)), r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(k), i32x4.splat(127)), 23);
  return v128.andnot(f32x4.mul(e, power), f32x4.lt(x, f32x4.splat(-87.33)));
}

/** The natural logarithm of a positive, normal number, to 1e-12 (2 artanh of (m - 1) / (m + 1)). NaN stays NaN. */
export function logarithm(x: f64): f64 {
  if (x != x) return x;
  const bits = reinterpret<i64>(x);
  let exponent = <i32>((bits >> 52) & 0x7ff) - 1023;
  let m = reinterpret<f64>((bits & 0xfffffffffffff) | 0x3ff0000000000000);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    exponent++;
  }
  const s = (m - 1) / (m + 1);
  const z = s * s;
  const series =
    1 + z * (1.0 / 3 + z * (1.0 / 5 + z * (1.0 / 7 + z * (1.0 / 9 + z * (1.0 / 11 + z * (1.0 / 13 + z / 15))))));
  return 2 * s * series + <f64>exponent * 0.6931471805599453;
}
