/// Activations beside a straight way, as a residual layer has them, and its slopes. For `float_layers.h`, which stands before it.

/// a(u), and a′(u) into `slope`. What both need is computed once.
INLINE floats activated_with_slope(enum elbow_activation activation, floats u, floats *slope) {
  floats other;
  switch (activation) {
    case elbow_activation_gelu: {
      floats below = normal_distribution(u, &other);
      *slope = below + near(u) * other;
      return pick(u < every(-100), every(-100), u) * below;
    }
    case elbow_activation_silu: {
      floats s = expit(u, &other);
      // 1 − s without its digits lost: e / (1 + e) for the e of the other side.
      floats rest = pick(u > every(0), other, every(1)) / (1 + other);
      *slope = s + near(u) * s * rest;
      return pick(u < every(-100), every(-100), u) * s;
    }
    case elbow_activation_tanh: {
      floats w = -2 * magnitude(u);
      floats size = -power_less_one(w) / (1 + power(w));
      floats a = pick(u < every(0), -size, size);
      *slope = 1 - a * a;
      return a;
    }
    case elbow_activation_sigmoid: {
      floats a = expit(u, &other);
      *slope = a * (1 - a);
      return a;
    }
    default: {
      floats a = activated(activation, u);
      *slope = activation_slope(activation, u, a);
      return a;
    }
  }
}

/// value_ij = base_ij + a(u_ij) for u_ij = sum_ij + bias_j, and sum_ij ← a′(u_ij) where the slopes are wanted.
INLINE void residual_activate(enum elbow_activation activation, float *sums, bool wants_slopes,
                              const float *bias, const float *base, float *values, size_t rows,
                              size_t columns) {
#define STEP(i, n)                                                                           \
  do {                                                                                       \
    floats slope;                                                                            \
    floats u = read_floats(sums + (i), n, 0) + read_floats(bias + (i), n, 0);                \
    floats a = !wants_slopes && activation == elbow_activation_gelu                          \
                   ? gaussian_linear_unit(u)                                                 \
                   : activated_with_slope(activation, u, &slope);                            \
    if (wants_slopes) write_floats(sums + (i), slope, n);                                    \
    write_floats(values + (i), base ? a + read_floats(base + (i), n, 0) : a, n);             \
  } while (0)
  for (size_t row = 0; row < rows; row++) {
    ALONG(columns, STEP);
    sums += columns;
    values += columns;
    if (base) base += columns;
  }
#undef STEP
}

INLINE void multiply(const float *left, const float *right, float *products, size_t count) {
#define STEP(i, n) \
  write_floats(products + (i), read_floats(left + (i), n, 0) * read_floats(right + (i), n, 0), n)
  ALONG(count, STEP);
#undef STEP
}
