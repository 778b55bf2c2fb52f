#include "include/CKernels.h"

#include "instructions.h"
#include "widest.h"

void elbow_exponentials(const double *from, double *to, size_t count) {
  WIDEST(exponentials, from, to, count);
}

void elbow_logarithms(const double *from, double *to, size_t count) {
  WIDEST(logarithms, from, to, count);
}

bool elbow_has_nan(const double *numbers, size_t count) { return WIDEST(has_nan, numbers, count); }

size_t elbow_mixture_room(size_t components, size_t dimensions) {
  return WIDEST(mixture_room, components, dimensions);
}

void elbow_mixture_add(const struct elbow_mixture *mixture, const struct elbow_rows *rows,
                       struct elbow_mixture_sums *sums, void *room) {
  WIDEST(mixture_add, mixture, rows, sums, room);
}

void elbow_add_products(size_t count, const struct elbow_columns *left,
                        const struct elbow_columns *right, double *to, size_t stride) {
  WIDEST(add_products, count, left, right, to, stride);
}

void elbow_logistic_lines(const double *z, size_t places, const double *intercepts,
                          const double *slopes, const double *trials, size_t count, double *values,
                          double *first, double *second) {
  WIDEST(logistic_lines, z, places, intercepts, slopes, trials, count, values, first, second);
}

void elbow_logistic_sums(const double *z, const double *weights, size_t places, double intercept,
                         double slope, double *sums) {
  WIDEST(logistic_sums, z, weights, places, intercept, slope, sums);
}
