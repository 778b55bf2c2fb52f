/// All loops for one instruction set. Who includes this has defined `LANES`, and `NAMED` that puts the name of the
/// instruction set behind a function's.
#include "mixture.h"
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
