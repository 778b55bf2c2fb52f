/// Standard normal draws and waves. For `elementary.h` and `float_lanes.h`, which stand before it.

typedef uint64_t naturals __attribute__((vector_size(8 * LANES)));

/// Ten rounds of Philox4x32 on `c`, a word in each lane of 64 bits.
INLINE void philox(naturals c[4], uint64_t seed) {
  const uint64_t low = 0xffffffff;
  uint64_t k0 = seed & low, k1 = seed >> 32;
  for (int round = 0; round < 10; round++) {
    naturals p0 = (c[0] & low) * 0xD2511F53ull;
    naturals p1 = (c[2] & low) * 0xCD9E8D57ull;
    c[0] = (p1 >> 32) ^ c[1] ^ k0;
    c[1] = p1 & low;
    c[2] = (p0 >> 32) ^ c[3] ^ k1;
    c[3] = p0 & low;
    k0 = (k0 + 0x9E3779B9) & low;
    k1 = (k1 + 0xBB67AE85) & low;
  }
}

/// The first 53 of the 64 bits `high`, `low`, as a number: `high` · 2^21 + the first 21 of `low`. Exact.
INLINE lanes upper_bits(naturals high, naturals low) {
  // A number below 2^52 beside the exponent of 2^52.
  const uint64_t exponent = 0x4330000000000000;
  lanes first = (lanes)(high | exponent) - 0x1p52;
  lanes second = (lanes)(low >> 11 | exponent) - 0x1p52;
  return first * 0x1p21 + second;
}

/// sin and cos of 2π t for |t| < 2^50. With q the nearest quarter, r = 2π (t − q/4) is at most π/4 and t − q/4 exact; the
/// series in r reach 1e-16, and q says which of them it is and with what sign.
INLINE void turn(lanes t, lanes *sine, lanes *cosine) {
  const double integers = 0x1.8p52;
  lanes shifted = t * 4 + integers;
  lanes q = shifted - integers;
  bits quarter = (bits)shifted;
  lanes r = (t - q * 0.25) * 6.283185307179586;
  lanes z = r * r;
  lanes s = all(-1.0 / 1307674368000);
  s = 1.0 / 6227020800 + z * s;
  s = -1.0 / 39916800 + z * s;
  s = 1.0 / 362880 + z * s;
  s = -1.0 / 5040 + z * s;
  s = 1.0 / 120 + z * s;
  s = -1.0 / 6 + z * s;
  s = r + r * (z * s);
  lanes c = all(1.0 / 20922789888000);
  c = -1.0 / 87178291200 + z * c;
  c = 1.0 / 479001600 + z * c;
  c = -1.0 / 3628800 + z * c;
  c = 1.0 / 40320 + z * c;
  c = -1.0 / 720 + z * c;
  c = 1.0 / 24 + z * c;
  c = -1.0 / 2 + z * c;
  c = 1 + z * c;
  bits odd = (quarter & 1) != 0;
  *sine = choose((quarter & 2) != 0, -choose(odd, c, s), choose(odd, c, s));
  *cosine = choose(((quarter + 1) & 2) != 0, -choose(odd, s, c), choose(odd, s, c));
}

/// Two draws for each lane, from the words at the counters `c`.
INLINE void normal_pairs(naturals c[4], uint64_t seed, lanes *even, lanes *odd) {
  philox(c, seed);
  // u in (0, 1], so that the logarithm is finite.
  lanes u = (upper_bits(c[1], c[0]) + 1) * 0x1p-53;
  lanes radius = square_root(-2 * logarithm(u));
  lanes sine, cosine;
  turn(upper_bits(c[3], c[2]) * 0x1p-53, &sine, &cosine);
  *even = radius * cosine;
  *odd = radius * sine;
}

INLINE void normals(const struct elbow_stream *stream, float *draws, size_t count) {
  naturals lane;
  for (int i = 0; i < LANES; i++) lane[i] = (uint64_t)i;
  for (size_t first = 0; first < count; first += 2 * LANES) {
    naturals c[4] = {lane + first / 2, lane * 0 + stream->row, lane * 0 + stream->step,
                     lane * 0 + stream->purpose};
    lanes even, odd;
    normal_pairs(c, stream->seed, &even, &odd);
    float both[2 * LANES];
    for (int i = 0; i < LANES; i++) {
      both[2 * i] = (float)even[i];
      both[2 * i + 1] = (float)odd[i];
    }
    memcpy(draws + first, both, (count - first < 2 * LANES ? count - first : 2 * LANES) * sizeof *both);
  }
}

/// Of narrow rows, each lane takes one: pair after pair of its draws.
INLINE void normal_rows(const struct elbow_stream *stream, float *draws, size_t rows, size_t columns) {
  naturals lane;
  for (int i = 0; i < LANES; i++) lane[i] = (uint64_t)i;
  for (size_t first = 0; first < rows; first += LANES) {
    size_t here = rows - first < LANES ? rows - first : LANES;
    for (size_t column = 0; column < columns; column += 2) {
      naturals row = (lane + (stream->row + first)) & 0xffffffff;
      naturals c[4] = {lane * 0 + column / 2, row, lane * 0 + stream->step, lane * 0 + stream->purpose};
      lanes even, odd;
      normal_pairs(c, stream->seed, &even, &odd);
      for (size_t i = 0; i < here; i++) {
        float *place = draws + (first + i) * columns + column;
        place[0] = (float)even[i];
        if (column + 1 < columns) place[1] = (float)odd[i];
      }
    }
  }
}

INLINE void waves(double time, const double *frequencies, float *sines, float *cosines, size_t count) {
  for (size_t first = 0; first < count; first += LANES) {
    size_t here = count - first < LANES ? count - first : LANES;
    double room[LANES] = {0};
    memcpy(room, frequencies + first, here * sizeof *room);
    lanes sine, cosine;
    turn(time * load(room), &sine, &cosine);
    for (size_t i = 0; i < here; i++) {
      sines[first + i] = (float)sine[i];
      cosines[first + i] = (float)cosine[i];
    }
  }
}
