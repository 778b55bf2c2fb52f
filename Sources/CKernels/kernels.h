/// All loops for one instruction set. Who includes this has defined `LANES`, and `NAMED` that puts the name of the
/// instruction set behind a function's.
#include "mixture.h"
#include "logistic.h"
#include "products.h"

size_t NAMED(mixture_room)(size_t components, size_t dimensions) {
  struct block block;
  return furnish(&block, components, dimensions, NULL);
}

void NAMED(mixture_add)(const struct elbow_mixture *mixture, const struct elbow_rows *rows,
                        struct elbow_mixture_sums *sums, void *room) {
  struct block block;
  furnish(&block, mixture->components, mixture->dimensions, room);
  add_rows(mixture, rows, sums, &block);
}

void NAMED(add_products)(size_t count, const struct elbow_columns *left,
                         const struct elbow_columns *right, double *to, size_t stride) {
  add_products(count, left, right, to, stride);
}

bool NAMED(has_nan)(const double *numbers, size_t count) {
  bits found = {0};
  size_t i = 0;
  for (; i + LANES <= count; i += LANES) {
    lanes some = load(numbers + i);
    found |= some != some;
  }
  for (; i < count; i++) found[0] |= numbers[i] != numbers[i] ? -1 : 0;
  return where(found) != 0;
}

#define FOR_ALL_ELEMENTS(function)                                       \
  size_t i = 0;                                                          \
  for (; i + LANES <= count; i += LANES) store(to + i, function(load(from + i))); \
  if (i == count) return;                                                \
  double rest[LANES] = {0};                                              \
  memcpy(rest, from + i, (count - i) * sizeof *rest);                    \
  store(rest, function(load(rest)));                                     \
  memcpy(to + i, rest, (count - i) * sizeof *rest)

void NAMED(exponentials)(const double *from, double *to, size_t count) {
  FOR_ALL_ELEMENTS(exponential);
}

void NAMED(logarithms)(const double *from, double *to, size_t count) {
  FOR_ALL_ELEMENTS(logarithm);
}
#undef FOR_ALL_ELEMENTS

void NAMED(logistic_lines)(const double *z, size_t places, const double *intercepts,
                           const double *slopes, const double *trials, size_t count, double *values,
                           double *first, double *second) {
  for (size_t k = 0; k < places; k += LANES) {
    size_t here = places - k < LANES ? places - k : LANES;
    double room[4][LANES] = {{0}};
    memcpy(room[0], z + k, here * sizeof *z);
    lanes value, slope, curvature;
    logistic_lines(load(room[0]), count, intercepts, slopes, trials, &value, &slope, &curvature);
    store(room[1], value);
    store(room[2], slope);
    store(room[3], curvature);
    memcpy(values + k, room[1], here * sizeof *z);
    memcpy(first + k, room[2], here * sizeof *z);
    memcpy(second + k, room[3], here * sizeof *z);
  }
}

void NAMED(logistic_sums)(const double *z, const double *weights, size_t places, double intercept,
                          double slope, double *sums) {
  lanes totals[6] = {all(0), all(0), all(0), all(0), all(0), all(0)};
  size_t k = 0;
  for (; k + LANES <= places; k += LANES) {
    logistic_add(load(z + k), load(weights + k), intercept, slope, totals);
  }
  if (k < places) {
    double room[2][LANES] = {{0}};
    memcpy(room[0], z + k, (places - k) * sizeof *z);
    memcpy(room[1], weights + k, (places - k) * sizeof *z);
    logistic_add(load(room[0]), load(room[1]), intercept, slope, totals);
  }
  for (int i = 0; i < 6; i++) sums[i] = sum(totals[i]);
}
