/// exp and its kin of lanes of Float, within two units in the last place.
///
/// For `float_lanes.h`, which stands before it.

/// q of e^x = 2^n (1 + q), and n = round(x / log 2) into `whole`, for |x| ≤ 105.
///
/// q = e^r − 1 = r + r² p(r) with |r| ≤ ½ log 2, where p, of degree 4, meets its function at Chebyshev's five nodes; the
/// error is 1e-8 of e^r. log 2 is split so that n times its first part is exact (Cody & Waite, 1980).
INLINE floats reduced_power(floats x, words *whole) {
  const float integers = 0x1.8p23f;
  floats shifted = x * 0x1.715476p0f + integers;
  floats n = shifted - integers;
  floats r = x - n * 0x1.62e400p-1f;
  r = r - n * 0x1.7f7d1cp-20f;
  floats p = 0x1.120b62p-7f + r * 0x1.6d10fcp-10f;
  p = 0x1.55551ap-5f + r * p;
  p = 0x1.5554dep-3f + r * p;
  p = 0x1p-1f + r * p;
  *whole = (words)shifted - (words)every(integers);
  return r + r * r * p;
}

/// The same with 2^n as two factors, so that neither leaves the range.
INLINE floats scaled_power(floats x, floats *first, floats *second) {
  words whole;
  floats q = reduced_power(x, &whole);
  words half = whole >> 1;
  *first = (floats)((half + 127) << 23);
  *second = (floats)((whole - half + 127) << 23);
  return q;
}

/// x, held between −105 and 105: beyond, e^x is 0 or ∞.
INLINE floats held(floats x) {
  x = pick(x < every(-105), every(-105), x);
  return pick(x > every(105), every(105), x);
}

/// e^x over the whole range.
INLINE floats power(floats x) {
  floats first, second;
  floats q = scaled_power(held(x), &first, &second);
  return (1 + q) * first * second;
}

/// e^x − 1 = 2^n q + (2^n − 1), which keeps its digits near 0.
INLINE floats power_less_one(floats x) {
  floats first, second;
  floats q = scaled_power(held(x), &first, &second);
  floats scale = first * second;
  // Where 2^n overflows and e^x does not, n is 128.
  return pick(x > every(88), (1 + q) * first * second, q * scale + (scale - 1));
}

/// log(1 + e) for 0 ≤ e ≤ 1, all digits kept where e is small: 2 artanh s = 2 Σ s^(2j+1) / (2j + 1) with
/// s = e / (2 + e) ≤ ⅓, of which the terms up to j = 7 reach 1e-9.
INLINE floats log_one_plus(floats e) {
  floats s = e / (2 + e);
  floats z = s * s;
  floats sum = 2.0f / 13 + z * (2.0f / 15);
  sum = 2.0f / 11 + z * sum;
  sum = 2.0f / 9 + z * sum;
  sum = 2.0f / 7 + z * sum;
  sum = 2.0f / 5 + z * sum;
  sum = 2.0f / 3 + z * sum;
  return s * (2 + z * sum);
}

/// |x|.
INLINE floats magnitude(floats x) { return (floats)((words)x & 0x7fffffff); }

/// log x for x > 0 in the normal range: n log 2 + 2 artanh s with m between √½ and √2 and s = (m − 1) / (m + 1).
INLINE floats log_positive(floats x) {
  words exponent = ((words)x - 0x3f3504f3) >> 23;
  floats m = (floats)((words)x - (exponent << 23));
  floats n = __builtin_convertvector(exponent, floats);
  floats s = (m - 1) / (m + 1);
  floats z = s * s;
  floats sum = 2.0f / 9 + z * (2.0f / 11);
  sum = 2.0f / 7 + z * sum;
  sum = 2.0f / 5 + z * sum;
  sum = 2.0f / 3 + z * sum;
  return n * 0x1.62e430p-1f + s * (2 + z * sum);
}

/// 1 / (1 + e^−u); `decay` is e^−|u|.
INLINE floats expit(floats u, floats *decay) {
  floats e = power(-magnitude(u));
  *decay = e;
  return pick(u > every(0), every(1), e) / (1 + e);
}

/// e^(−w²/2) for 0 ≤ w ≤ 12.8, all in the normal range, so that 2^n goes straight into the exponent.
INLINE floats bell(floats w) {
  words whole;
  floats q = reduced_power(-0.5f * w * w, &whole);
  return (floats)((words)(1 + q) + (whole << 23));
}

/// Φ(u), the standard normal distribution function, and the density φ(u), both held still beyond |u| = 12.8, where they are
/// below 1e-36 or 1.
///
/// Beyond w = |u|, Φ(−w) = e^(−w²/2) t P(t) with t = 1 / (1 + 0.3 w) (the form of Hastings, 1955), where P, of degree 8, meets
/// its function at Chebyshev's nodes for w ≤ 14; the error is 1.7e-7 of the value.
INLINE floats normal_distribution(floats u, floats *density) {
  floats w = magnitude(u);
  w = pick(w > every(12.8f), every(12.8f), w);
  floats height = bell(w);
  floats t = 1 / (1 + 0.3f * w);
  floats p = 0.028701554983854294f + t * 0.0016489424742758274f;
  p = -0.14488165080547333f + t * p;
  p = 0.1945287585258484f + t * p;
  p = -0.04697491601109505f + t * p;
  p = 0.12626788020133972f + t * p;
  p = 0.10037334263324738f + t * p;
  p = 0.12070464342832565f + t * p;
  p = 0.11963146179914474f + t * p;
  floats tail = height * t * p;
  *density = height * 0.3989422804014327f;
  return pick(u > every(0), 1 - tail, tail);
}

/// u Φ(u), within 2e-7: max(u, 0) − |u| Φ(−|u|) with Φ(−w) = ½ P(w)^−8 (the form of Hastings, 1955), where P, of degree 8, makes
/// the greatest error over all w the least.
INLINE floats gaussian_linear_unit(floats u) {
  floats w = magnitude(u);
  w = pick(w > every(20), every(20), w);
  floats p = -1.868650724645704e-05f + w * 3.07581444758398e-06f;
  p = 0.00010827398364199325f + w * p;
  p = 8.027301373658702e-05f + w * p;
  p = 0.0010321305599063635f + w * p;
  p = 0.008542689494788647f + w * p;
  p = 0.044814325869083405f + w * p;
  p = 0.09972603619098663f + w * p;
  p = 1.0000005960464478f + w * p;
  floats square = p * p;
  floats fourth = square * square;
  return pick(u < every(0), every(0), u) - 0.5f * w / (fourth * fourth);
}
