/// Losses of one row with their slopes, and draws at fixed noise. For `float_elementary.h`, which stands before it.

/// A loss and its slope, and nothing where x is missing.
INLINE floats counted(floats x, floats loss) { return pick(x == x, loss, every(0)); }

INLINE double bernoulli_loss(const float *observed, const float *logits, float scale, float *slopes,
                             size_t count) {
  floats total = every(0);
  // log(1 + e^η) − x η, with the large parts taken together.
#define STEP(i, n)                                                                        \
  do {                                                                                    \
    floats x = read_floats(observed + (i), n, __builtin_nanf("")), eta = read_floats(logits + (i), n, 0), e; \
    words positive = eta > every(0);                                                      \
    e = power(-magnitude(eta));                                                           \
    floats share = 1 / (1 + e);                                                           \
    floats over = pick(positive, 1 - x, -x);                                              \
    total += counted(x, over * eta + log_one_plus(e));                                    \
    /* σ(η) − x = (1 − x) − σ(−η), and σ(−|η|) = e / (1 + e). */                           \
    floats slope = over + pick(positive, -e, e) * share;                                  \
    write_floats(slopes + (i), counted(x, scale * slope), n);                                      \
  } while (0)
  ALONG(count, STEP);
#undef STEP
  return sum_floats(total);
}

/// h(a) = log((1 − e^−a) / a) for a ≥ 0 and the mean of the law at log odds −a.
///
/// Near 0, with y = a/2, h = −y + log(sinh y / y) and the mean is ½ − ½ (coth y − 1/y), as series that at a = 1 are exact to
/// 1e-9.
INLINE floats continuous_normalizer(floats a, floats *lower_mean) {
  floats y = 0.5f * a, q = y * y;
  floats even = 1.0f / 37800 - q * (1.0f / 467775);
  even = 1.0f / 2835 - q * even;
  even = 1.0f / 180 - q * even;
  even = 1.0f / 6 - q * even;
  floats odd = 1.0f / 4725 - q * (2.0f / 93555);
  odd = 2.0f / 945 - q * odd;
  odd = 1.0f / 45 - q * odd;
  odd = 1.0f / 3 - q * odd;
  words small = a < every(1);
  floats wide = pick(small, every(1), a);
  floats e = power(-wide);
  *lower_mean = pick(small, 0.5f - 0.5f * y * odd, 1 / wide - e / (1 - e));
  return pick(small, q * even - y, log_positive((1 - e) / wide));
}

INLINE double continuous_bernoulli_loss(const float *observed, const float *logits, float scale,
                                        float *slopes, size_t count) {
  floats total = every(0);
#define STEP(i, n)                                                                        \
  do {                                                                                    \
    floats x = read_floats(observed + (i), n, __builtin_nanf("")), eta = read_floats(logits + (i), n, 0), mean; \
    floats linear = pick(eta > every(0), 1 - x, -x) * eta;                                \
    total += counted(x, linear + continuous_normalizer(magnitude(eta), &mean));           \
    floats slope = pick(eta > every(0), (1 - x) - mean, mean - x);                        \
    write_floats(slopes + (i), counted(x, scale * slope), n);                                      \
  } while (0)
  ALONG(count, STEP);
#undef STEP
  return sum_floats(total);
}

INLINE double gaussian_loss(const float *observed, const float *means, const float *log_variances,
                            float scale, float *mean_slopes, float *log_variance_slopes, size_t count) {
  floats total = every(0);
#define STEP(i, n)                                                                          \
  do {                                                                                      \
    floats x = read_floats(observed + (i), n, __builtin_nanf("")), v = read_floats(log_variances + (i), n, 0); \
    floats precision_root = power(-0.5f * v);                                               \
    floats z = (x - read_floats(means + (i), n, 0)) * precision_root;                              \
    total += counted(x, 0.5f * (1.8378770664093453f + v + z * z));                          \
    write_floats(mean_slopes + (i), counted(x, -scale * z * precision_root), n);                     \
    write_floats(log_variance_slopes + (i), counted(x, 0.5f * scale * (1 - z * z)), n);              \
  } while (0)
  ALONG(count, STEP);
#undef STEP
  return sum_floats(total);
}

INLINE void draw(const float *means, const float *log_variances, const float *noise, float *draws,
                 size_t count) {
#define STEP(i, n)                                                                  \
  write_floats(draws + (i), read_floats(means + (i), n, 0) + power(0.5f * read_floats(log_variances + (i), n, 0)) * \
                                                 read_floats(noise + (i), n, 0), n)
  ALONG(count, STEP);
#undef STEP
}

INLINE void draw_slopes(const float *log_variances, const float *noise, const float *slopes,
                        float *mean_slopes, float *log_variance_slopes, size_t count) {
#define STEP(i, n)                                                                       \
  do {                                                                                   \
    floats slope = read_floats(slopes + (i), n, 0);                                             \
    floats half = 0.5f * power(0.5f * read_floats(log_variances + (i), n, 0));                  \
    write_floats(mean_slopes + (i), slope, n);                                                    \
    write_floats(log_variance_slopes + (i), slope * half * read_floats(noise + (i), n, 0), n);           \
  } while (0)
  ALONG(count, STEP);
#undef STEP
}

INLINE double normal_divergence(const float *means, const float *log_variances, float scale,
                                float *mean_slopes, float *log_variance_slopes, size_t count) {
  floats total = every(0);
#define STEP(i, n)                                                                             \
  do {                                                                                         \
    floats m = read_floats(means + (i), n, 0), v = read_floats(log_variances + (i), n, 0);                   \
    floats excess = power_less_one(v);                                                         \
    total += 0.5f * (m * m + (excess - v));                                                    \
    write_floats(mean_slopes + (i), read_floats(mean_slopes + (i), n, 0) + scale * m, n);                      \
    write_floats(log_variance_slopes + (i), read_floats(log_variance_slopes + (i), n, 0) + 0.5f * scale * excess, n); \
  } while (0)
  ALONG(count, STEP);
#undef STEP
  return sum_floats(total);
}
