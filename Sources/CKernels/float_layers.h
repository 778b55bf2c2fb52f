/// Activations of layers with their derivatives, and sums over rows. For `float_elementary.h`, which stands before it.

/// u held to where its product with a vanishing factor is a number.
INLINE floats near(floats u) {
  u = pick(u < every(-100), every(-100), u);
  return pick(u > every(100), every(100), u);
}

INLINE floats activated(enum elbow_activation activation, floats u) {
  floats other;
  switch (activation) {
    case elbow_activation_relu: return pick(u < every(0), every(0), u);
    case elbow_activation_softplus: {
      floats linear = pick(u < every(0), every(0), u);
      return linear + log_one_plus(power(-magnitude(u)));
    }
    case elbow_activation_silu: return pick(u < every(-100), every(-100), u) * expit(u, &other);
    case elbow_activation_gelu: return gaussian_linear_unit(u);
    default: return u;
  }
}

INLINE void activate(enum elbow_activation activation, const float *inputs, float *values, size_t count) {
#define STEP(i, n) write_floats(values + (i), activated(activation, read_floats(inputs + (i), n, 0)), n)
  ALONG(count, STEP);
#undef STEP
}

/// a′ from `u` or, for relu, tanh and the sigmoid, from the value `a`.
INLINE floats activation_slope(enum elbow_activation activation, floats u, floats a) {
  floats other;
  switch (activation) {
    case elbow_activation_relu: return pick(a == a, pick(a > every(0), every(1), every(0)), a);
    case elbow_activation_softplus: return expit(u, &other);
    // With s the sigmoid, s + u s (1 − s).
    case elbow_activation_silu: {
      floats s = expit(u, &other);
      return s + near(u) * s * expit(-u, &other);
    }
    case elbow_activation_gelu: {
      floats below = normal_distribution(u, &other);
      return below + near(u) * other;
    }
    case elbow_activation_tanh: return 1 - a * a;
    case elbow_activation_sigmoid: return a * (1 - a);
  }
}

INLINE void activation_slopes(enum elbow_activation activation, const float *inputs, const float *values,
                              float *slopes, size_t count) {
#define STEP(i, n)                                                                                     \
  write_floats(slopes + (i), read_floats(slopes + (i), n, 0) * activation_slope(activation, read_floats(inputs + (i), n, 0),  \
                                                                 read_floats(values + (i), n, 0)), n)
  ALONG(count, STEP);
#undef STEP
}

INLINE void column_sums(const float *from, size_t rows, size_t stride, float *sums, size_t columns) {
#define STEP(i, n)                                                                     \
  do {                                                                                 \
    floats total = every(0);                                                           \
    for (size_t row = 0; row < rows; row++) total += read_floats(from + row * stride + (i), n, 0); \
    write_floats(sums + (i), total, n);                                                         \
  } while (0)
  ALONG(columns, STEP);
#undef STEP
}
