/// Steps of an optimiser over flat arrays of parameters. For `float_lanes.h`, which stands before it.

INLINE void adam_step(const struct elbow_adam *adam, const float *gradient, float *parameters,
                      float *first_moments, float *second_moments, size_t count) {
  const struct elbow_adam a = *adam;
#define STEP(i, n)                                                                               \
  do {                                                                                           \
    floats g = a.scale * read_floats(gradient + (i), n, 0);                                             \
    floats m = a.first_decay * read_floats(first_moments + (i), n, 0) + a.first_rest * g;               \
    floats v = a.second_decay * read_floats(second_moments + (i), n, 0) + a.second_rest * g * g;        \
    floats move = a.rate * m / (root(v * a.second_weight) + a.stabilizer);                       \
    write_floats(parameters + (i), a.shrinkage * read_floats(parameters + (i), n, 0) - move, n);                 \
    write_floats(first_moments + (i), m, n);                                                              \
    write_floats(second_moments + (i), v, n);                                                             \
  } while (0)
  ALONG(count, STEP);
#undef STEP
}

/// Some hundred squares in Float, then on in Double.
INLINE double sum_of_squares(const float *numbers, size_t count) {
  enum { STRETCH = 64 * WIDE };
  double total = 0;
  for (size_t start = 0; start < count; start += STRETCH) {
    size_t here = count - start < STRETCH ? count - start : STRETCH;
    floats sum = every(0);
#define STEP(i, n)                                        \
  do {                                                    \
    floats x = read_floats(numbers + start + (i), n, 0);         \
    sum += x * x;                                         \
  } while (0)
    ALONG(here, STEP);
#undef STEP
    total += sum_floats(sum);
  }
  return total;
}

INLINE void moving_average(const float *numbers, float decay, float rest, float *averages, size_t count) {
#define STEP(i, n) write_floats(averages + (i), decay * read_floats(averages + (i), n, 0) + rest * read_floats(numbers + (i), n, 0), n)
  ALONG(count, STEP);
#undef STEP
}
