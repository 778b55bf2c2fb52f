/// The loops over Float once more for each instruction set, as `instructions.h` says.
#pragma once
#include "include/FloatKernels.h"

#define DECLARE(set)                                                                            \
  void elbow_activate_##set(enum elbow_activation activation, const float *inputs,              \
      float *values, size_t count);                                                             \
  void elbow_activation_slopes_##set(enum elbow_activation activation, const float *inputs,     \
      const float *values, float *slopes, size_t count);                                        \
  void elbow_column_sums_##set(const float *from, size_t rows, size_t stride, float *sums,      \
      size_t columns);                                                                          \
  double elbow_bernoulli_loss_##set(const float *observed, const float *logits, float scale,    \
      float *slopes, size_t count);                                                             \
  double elbow_continuous_bernoulli_loss_##set(const float *observed, const float *logits,      \
      float scale, float *slopes, size_t count);                                                \
  double elbow_gaussian_loss_##set(const float *observed, const float *means,                   \
      const float *log_variances, float scale, float *mean_slopes,                              \
      float *log_variance_slopes, size_t count);                                                \
  void elbow_draw_##set(const float *means, const float *log_variances, const float *noise,     \
      float *draws, size_t count);                                                              \
  void elbow_draw_slopes_##set(const float *log_variances, const float *noise,                  \
      const float *of_draws, float *mean_slopes, float *log_variance_slopes, size_t count);     \
  double elbow_normal_divergence_##set(const float *means, const float *log_variances,          \
      float scale, float *mean_slopes, float *log_variance_slopes, size_t count);               \
  void elbow_normals_##set(const struct elbow_stream *stream, float *draws, size_t count);      \
  void elbow_waves_##set(double time, const double *frequencies, float *sines,                  \
      float *cosines, size_t count);                                                            \
  void elbow_adam_step_##set(const struct elbow_adam *adam, const float *gradient,              \
      float *parameters, float *first_moments, float *second_moments, size_t count);            \
  double elbow_sum_of_squares_##set(const float *numbers, size_t count);                        \
  void elbow_moving_average_##set(const float *numbers, float decay, float rest,                \
      float *averages, size_t count);                                                           \
  void elbow_residual_activate_##set(enum elbow_activation activation, float *sums,             \
      bool wants_slopes, const float *bias, const float *base, float *values, size_t rows,      \
      size_t columns);                                                                          \
  void elbow_normal_rows_##set(const struct elbow_stream *stream, float *draws, size_t rows,    \
      size_t columns);                                                                          \
  void elbow_multiply_##set(const float *left, const float *right, float *products,             \
      size_t count);

DECLARE(every)
DECLARE(avx2)
DECLARE(avx512)
#undef DECLARE
