/// All loops over Float for one instruction set, as `kernels.h` says.
#include "float_lanes.h"
#include "float_elementary.h"
#include "float_layers.h"
#include "float_residual.h"
#include "float_losses.h"
#include "float_noise.h"
#include "float_optimizers.h"

void NAMED(activate)(enum elbow_activation activation, const float *inputs, float *values,
    size_t count) {
  // A loop of its own for each activation: the choice is made outside.
  switch (activation) {
    case elbow_activation_relu: activate(elbow_activation_relu, inputs, values, count); break;
    case elbow_activation_softplus: activate(elbow_activation_softplus, inputs, values, count); break;
    case elbow_activation_silu: activate(elbow_activation_silu, inputs, values, count); break;
    case elbow_activation_gelu: activate(elbow_activation_gelu, inputs, values, count); break;
    default: break;
  }
}

void NAMED(activation_slopes)(enum elbow_activation activation, const float *inputs,
    const float *values, float *slopes, size_t count) {
  // A loop of its own for each activation: the choice is made outside.
  switch (activation) {
    case elbow_activation_relu: activation_slopes(elbow_activation_relu, inputs, values, slopes, count); break;
    case elbow_activation_softplus: activation_slopes(elbow_activation_softplus, inputs, values, slopes, count); break;
    case elbow_activation_silu: activation_slopes(elbow_activation_silu, inputs, values, slopes, count); break;
    case elbow_activation_gelu: activation_slopes(elbow_activation_gelu, inputs, values, slopes, count); break;
    case elbow_activation_tanh: activation_slopes(elbow_activation_tanh, inputs, values, slopes, count); break;
    case elbow_activation_sigmoid: activation_slopes(elbow_activation_sigmoid, inputs, values, slopes, count); break;
  }
}

void NAMED(column_sums)(const float *from, size_t rows, size_t stride, float *sums,
    size_t columns) {
  column_sums(from, rows, stride, sums, columns);
}

double NAMED(bernoulli_loss)(const float *observed, const float *logits, float scale, float *slopes,
    size_t count) {
  return bernoulli_loss(observed, logits, scale, slopes, count);
}

double NAMED(continuous_bernoulli_loss)(const float *observed, const float *logits, float scale,
    float *slopes, size_t count) {
  return continuous_bernoulli_loss(observed, logits, scale, slopes, count);
}

double NAMED(gaussian_loss)(const float *observed, const float *means, const float *log_variances,
    float scale, float *mean_slopes, float *log_variance_slopes, size_t count) {
  return gaussian_loss(observed, means, log_variances, scale, mean_slopes, log_variance_slopes,
      count);
}

void NAMED(draw)(const float *means, const float *log_variances, const float *noise, float *draws,
    size_t count) {
  draw(means, log_variances, noise, draws, count);
}

void NAMED(draw_slopes)(const float *log_variances, const float *noise, const float *of_draws,
    float *mean_slopes, float *log_variance_slopes, size_t count) {
  draw_slopes(log_variances, noise, of_draws, mean_slopes, log_variance_slopes, count);
}

double NAMED(normal_divergence)(const float *means, const float *log_variances, float scale,
    float *mean_slopes, float *log_variance_slopes, size_t count) {
  return normal_divergence(means, log_variances, scale, mean_slopes, log_variance_slopes, count);
}

void NAMED(normals)(const struct elbow_stream *stream, float *draws, size_t count) {
  normals(stream, draws, count);
}

void NAMED(waves)(double time, const double *frequencies, float *sines, float *cosines,
    size_t count) {
  waves(time, frequencies, sines, cosines, count);
}

void NAMED(adam_step)(const struct elbow_adam *adam, const float *gradient, float *parameters,
    float *first_moments, float *second_moments, size_t count) {
  adam_step(adam, gradient, parameters, first_moments, second_moments, count);
}

double NAMED(sum_of_squares)(const float *numbers, size_t count) {
  return sum_of_squares(numbers, count);
}

void NAMED(moving_average)(const float *numbers, float decay, float rest, float *averages,
    size_t count) {
  moving_average(numbers, decay, rest, averages, count);
}

void NAMED(residual_activate)(enum elbow_activation activation, float *sums, bool wants_slopes,
    const float *bias, const float *base, float *values, size_t rows, size_t columns) {
  // A loop of its own for each activation, and for each of the two wishes.
#define LOOP(a)                                                                                      \
  case a:                                                                                            \
    if (wants_slopes && base) residual_activate(a, sums, true, bias, base, values, rows, columns);   \
    else if (wants_slopes) residual_activate(a, sums, true, bias, NULL, values, rows, columns);      \
    else if (base) residual_activate(a, sums, false, bias, base, values, rows, columns);             \
    else residual_activate(a, sums, false, bias, NULL, values, rows, columns);                       \
    break;
  switch (activation) {
    LOOP(elbow_activation_relu)
    LOOP(elbow_activation_softplus)
    LOOP(elbow_activation_silu)
    LOOP(elbow_activation_gelu)
    LOOP(elbow_activation_tanh)
    LOOP(elbow_activation_sigmoid)
  }
#undef LOOP
}

void NAMED(multiply)(const float *left, const float *right, float *products, size_t count) {
  multiply(left, right, products, count);
}

void NAMED(normal_rows)(const struct elbow_stream *stream, float *draws, size_t rows, size_t columns) {
  normal_rows(stream, draws, rows, columns);
}
