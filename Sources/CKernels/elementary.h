/// exp and log of lanes, each within one unit in the last place of the true value.
///
/// For `lanes.h`, which stands before it.
#include <math.h>

/// e^x = 2^n e^r for |x| ≤ 800 with n = round(x / log 2) and |r| ≤ ½ log 2.
///
/// e^r = 1 + r + r² p(r), where p, of degree 9, meets (e^r − 1 − r) / r² at Chebyshev's ten nodes of the interval; the
/// error is 1.6e-17 of the value. log 2 is split so that n times its first part is exact (Cody & Waite, 1980).
/// - Returns: e^r; and n, as a number and in the last bits of 1.5 · 2^52 + n.
INLINE lanes reduced_exponential(lanes x, lanes *number, lanes *shifted_number) {
  // Adding 1.5 · 2^52 leaves the rounded integer in the last bits.
  const double integers = 0x1.8p52;
  lanes shifted = x * 0x1.71547652b82fep0 + integers;
  lanes n = shifted - integers;
  lanes r = x - n * 0x1.62e42fec00000p-1;
  r = r - n * 0x1.d1cf79abc9e3bp-32;
  lanes r2 = r * r;
  lanes r4 = r2 * r2;
  lanes p01 = 0x1.0000000000001p-1 + r * 0x1.5555555555556p-3;
  lanes p23 = 0x1.5555555553d68p-5 + r * 0x1.11111111109b5p-7;
  lanes p45 = 0x1.6c16c17889ef1p-10 + r * 0x1.a01a01a7c2efep-13;
  lanes p67 = 0x1.a019b9149a41cp-16 + r * 0x1.71de0db2f6b19p-19;
  lanes p89 = 0x1.28917c89a43a7p-22 + r * 0x1.af389ecfc4b9cp-26;
  lanes high = (p45 + r2 * p67) + r4 * p89;
  *number = n;
  *shifted_number = shifted;
  return 1 + (r + r2 * ((p01 + r2 * p23) + r4 * high));
}

/// e^x for |x| ≤ 700, where neither 2^n nor the result leaves the range.
INLINE lanes bounded_exponential(lanes x) {
  lanes n, shifted;
  lanes power = reduced_exponential(x, &n, &shifted);
#if LANES == 8
  return _mm512_scalef_pd(power, n);
#else
  // 2^n has n + 1023 where a Double keeps its exponent; the bits above the last ones are shifted out.
  return power * (lanes)(((bits)shifted + 1023) << 52);
#endif
}

/// e^x over the whole range: 0 for −∞, gradual below 2^−1022, ∞ above the log of the largest Double, NaN for NaN.
INLINE lanes exponential(lanes x) {
  x = choose(x < all(-800), all(-800), x);
  lanes n, shifted;
  lanes power = reduced_exponential(choose(x > all(800), all(800), x), &n, &shifted);
#if LANES == 8
  return _mm512_scalef_pd(power, n);
#else
  // 2^n in two factors, so that neither leaves the range: n = n₁ + n₂.
  bits whole = (bits)shifted - (bits)all(0x1.8p52);
  bits first = whole >> 1;
  bits second = whole - first;
  return power * (lanes)((first + 1023) << 52) * (lanes)((second + 1023) << 52);
#endif
}

/// log x = n log 2 + log m with m between √½ and √2, over the whole range: −∞ for 0, NaN below, ∞ for ∞, NaN for NaN.
///
/// With f = m − 1 and s = f / (2 + f), log m = 2 artanh s = 2 Σ s^(2j+1) / (2j + 1), of which the terms up to j = 10 reach
/// 2^−55 for |s| ≤ 0.172. Written as f − (½f² − s (½f² + R)) with R = 2 Σ_{j ≥ 1} s^(2j) / (2j + 1), in which the largest
/// part, f, is exact.
INLINE lanes logarithm(lanes x) {
  bits tiny = x < all(0x1p-1022);
  lanes scaled = choose(tiny, x * 0x1p54, x);
  // The exponent of x / √½ is n, and what is left of x after it is m.
  const int64_t rootHalf = 0x3fe6a09e667f3bcd;
  bits exponent = ((bits)scaled - rootHalf) >> 52;
  lanes m = (lanes)((bits)scaled - (exponent << 52));
  lanes n = __builtin_convertvector(exponent, lanes) - choose(tiny, all(54), all(0));
  lanes f = m - 1;
  lanes s = f / (2 + f);
  lanes z = s * s;
  lanes w = z * z;
  lanes odd = 2.0 / 3 + w * (2.0 / 7 + w * (2.0 / 11 + w * (2.0 / 15 + w * (2.0 / 19))));
  lanes even = 2.0 / 5 + w * (2.0 / 9 + w * (2.0 / 13 + w * (2.0 / 17 + w * (2.0 / 21))));
  lanes rest = z * (odd + z * even);
  lanes half = 0.5 * f * f;
  lanes result = n * 0x1.62e42fec00000p-1 -
                 ((half - (s * (half + rest) + n * 0x1.d1cf79abc9e3bp-32)) - f);
  result = choose(x > all(0), result, choose(x == all(0), all(-INFINITY), all(NAN)));
  return choose(x == all(INFINITY), x, result);
}
