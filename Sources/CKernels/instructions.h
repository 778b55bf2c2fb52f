/// The loops once more for each instruction set: which one runs is decided at each call, so that one binary serves every
/// processor.
#pragma once
#include "include/CKernels.h"

#define DECLARE(set)                                                                      \
  size_t elbow_mixture_room_##set(size_t components, size_t dimensions);                       \
  void elbow_mixture_add_##set(const struct elbow_mixture *mixture, const struct elbow_rows *rows, \
                         struct elbow_mixture_sums *sums, void *room);                   \
  void elbow_exponentials_##set(const double *from, double *to, size_t count);                 \
  void elbow_logarithms_##set(const double *from, double *to, size_t count);                   \
  void elbow_add_products_##set(size_t count, const struct elbow_columns *left,              \
                                const struct elbow_columns *right, double *to, size_t stride); \
  bool elbow_has_nan_##set(const double *numbers, size_t count);                                \
  void elbow_logistic_lines_##set(const double *z, size_t places, const double *intercepts,     \
                                  const double *slopes, const double *trials, size_t count,     \
                                  double *values, double *first, double *second);               \
  void elbow_logistic_sums_##set(const double *z, const double *weights, size_t places,         \
                                 double intercept, double slope, double *sums);

DECLARE(every)
DECLARE(avx2)
DECLARE(avx512)
#undef DECLARE
