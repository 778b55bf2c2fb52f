#include "include/FloatKernels.h"

#include "float_instructions.h"
#include "widest.h"

void elbow_activate(enum elbow_activation activation, const float *inputs, float *values,
    size_t count) {
  WIDEST(activate, activation, inputs, values, count);
}

void elbow_activation_slopes(enum elbow_activation activation, const float *inputs,
    const float *values, float *slopes, size_t count) {
  WIDEST(activation_slopes, activation, inputs, values, slopes, count);
}

void elbow_column_sums(const float *from, size_t rows, size_t stride, float *sums, size_t columns) {
  WIDEST(column_sums, from, rows, stride, sums, columns);
}

double elbow_bernoulli_loss(const float *observed, const float *logits, float scale, float *slopes,
    size_t count) {
  return WIDEST(bernoulli_loss, observed, logits, scale, slopes, count);
}

double elbow_continuous_bernoulli_loss(const float *observed, const float *logits, float scale,
    float *slopes, size_t count) {
  return WIDEST(continuous_bernoulli_loss, observed, logits, scale, slopes, count);
}

double elbow_gaussian_loss(const float *observed, const float *means, const float *log_variances,
    float scale, float *mean_slopes, float *log_variance_slopes, size_t count) {
  return WIDEST(gaussian_loss, observed, means, log_variances, scale, mean_slopes,
         log_variance_slopes, count);
}

void elbow_draw(const float *means, const float *log_variances, const float *noise, float *draws,
    size_t count) {
  WIDEST(draw, means, log_variances, noise, draws, count);
}

void elbow_draw_slopes(const float *log_variances, const float *noise, const float *of_draws,
    float *mean_slopes, float *log_variance_slopes, size_t count) {
  WIDEST(draw_slopes, log_variances, noise, of_draws, mean_slopes, log_variance_slopes, count);
}

double elbow_normal_divergence(const float *means, const float *log_variances, float scale,
    float *mean_slopes, float *log_variance_slopes, size_t count) {
  return WIDEST(normal_divergence, means, log_variances, scale, mean_slopes, log_variance_slopes,
         count);
}

void elbow_normals(const struct elbow_stream *stream, float *draws, size_t count) {
  WIDEST(normals, stream, draws, count);
}

void elbow_waves(double time, const double *frequencies, float *sines, float *cosines,
    size_t count) {
  WIDEST(waves, time, frequencies, sines, cosines, count);
}

void elbow_adam_step(const struct elbow_adam *adam, const float *gradient, float *parameters,
    float *first_moments, float *second_moments, size_t count) {
  WIDEST(adam_step, adam, gradient, parameters, first_moments, second_moments, count);
}

double elbow_sum_of_squares(const float *numbers, size_t count) {
  return WIDEST(sum_of_squares, numbers, count);
}

void elbow_moving_average(const float *numbers, float decay, float rest, float *averages,
    size_t count) {
  WIDEST(moving_average, numbers, decay, rest, averages, count);
}

void elbow_residual_activate(enum elbow_activation activation, float *sums, bool wants_slopes,
    const float *bias, const float *base, float *values, size_t rows, size_t columns) {
  WIDEST(residual_activate, activation, sums, wants_slopes, bias, base, values, rows, columns);
}

void elbow_multiply(const float *left, const float *right, float *products, size_t count) {
  WIDEST(multiply, left, right, products, count);
}

void elbow_normal_rows(const struct elbow_stream *stream, float *draws, size_t rows, size_t columns) {
  WIDEST(normal_rows, stream, draws, rows, columns);
}
