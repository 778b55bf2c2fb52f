#pragma once
/// Vectorised loops over Float for networks: activations, losses, draws, and steps of an optimiser. Sums come back as
/// Double. What is not a number stays so.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A function that a layer applies to each of its numbers u.
enum elbow_activation {
  /// max(u, 0).
  elbow_activation_relu,
  /// log(1 + e^u).
  elbow_activation_softplus,
  /// u / (1 + e^−u).
  elbow_activation_silu,
  /// u Φ(u) with Φ the standard normal distribution function.
  elbow_activation_gelu,
  elbow_activation_tanh,
  elbow_activation_sigmoid,
};

/// value_i = a(u_i); `values` may be `inputs`. Not for tanh and the sigmoid, which are part of a product.
void elbow_activate(enum elbow_activation activation, const float *inputs, float *values, size_t count);

/// slope_i ← slope_i a′(u_i). relu, tanh and the sigmoid read the values a(u) only, the others the inputs u only.
void elbow_activation_slopes(enum elbow_activation activation, const float *inputs,
                             const float *values, float *slopes, size_t count);

/// value_ij = base_ij + a(u_ij) with u_ij = sum_ij + bias_j, any activation; base is 0 where it is NULL. Where slopes are
/// wanted, a′(u_ij) stands in the place of sum_ij afterwards. All but the bias are rows × columns; `values` may be `base`, or
/// `sums` where no slopes are wanted.
void elbow_residual_activate(enum elbow_activation activation, float *sums, bool wants_slopes,
                             const float *bias, const float *base, float *values, size_t rows,
                             size_t columns);

/// product_i = left_i right_i; `products` may be one of the factors.
void elbow_multiply(const float *left, const float *right, float *products, size_t count);

/// sum_j = Σ_i from_ij over `rows` rows of which each begins `stride` numbers behind the one before; rows in order.
void elbow_column_sums(const float *from, size_t rows, size_t stride, float *sums, size_t columns);

/// Σ −log p(x_i) of the Bernoulli law with log odds η_i, and slope_i = scale · (σ(η_i) − x_i). A missing x (NaN) costs
/// nothing.
double elbow_bernoulli_loss(const float *observed, const float *logits, float scale, float *slopes,
                            size_t count);

/// The same for the continuous Bernoulli law on [0, 1]: L = K(η) − η x with K(η) = log((e^η − 1) / η).
double elbow_continuous_bernoulli_loss(const float *observed, const float *logits, float scale,
                                       float *slopes, size_t count);

/// Σ ½ (log 2π + v_i + (x_i − m_i)² e^−v_i), with its slopes in m and in v, times `scale`. A missing x (NaN) costs nothing.
double elbow_gaussian_loss(const float *observed, const float *means, const float *log_variances,
                           float scale, float *mean_slopes, float *log_variance_slopes, size_t count);

/// z_i = m_i + e^(v_i/2) ε_i.
void elbow_draw(const float *means, const float *log_variances, const float *noise, float *draws,
                size_t count);

/// From the slopes in z, those in m and in v.
void elbow_draw_slopes(const float *log_variances, const float *noise, const float *of_draws,
                       float *mean_slopes, float *log_variance_slopes, size_t count);

/// Σ KL(N(m_i, e^v_i) ‖ N(0, 1)); `scale` times its slopes is added to those in m and in v.
double elbow_normal_divergence(const float *means, const float *log_variances, float scale,
                               float *mean_slopes, float *log_variance_slopes, size_t count);

/// The name of a stream of random numbers.
struct elbow_stream {
  uint64_t seed;
  uint32_t purpose, step, row;
};

/// The first `count` standard normal draws of a stream that makes them of Philox4x32-10 (Salmon, Moraes, Dror & Shaw, 2011) by
/// the method of Box & Muller (1958): block j of four words, at the counter (j, row, step, purpose), gives draws 2j and 2j + 1.
void elbow_normals(const struct elbow_stream *stream, float *draws, size_t count);

/// The first `columns` draws of each of `rows` streams, whose `row` counts from that of `stream` on: rows × columns. The same
/// draws, but narrow rows share the lanes.
void elbow_normal_rows(const struct elbow_stream *stream, float *draws, size_t rows, size_t columns);

/// sine_k = sin 2π t f_k and cosine_k = cos 2π t f_k, for |t f_k| below 2^50.
void elbow_waves(double time, const double *frequencies, float *sines, float *cosines, size_t count);

/// One step of Adam with decoupled decay.
struct elbow_adam {
  /// What the gradient is multiplied by first.
  float scale;
  /// β₁ and 1 − β₁, β₂ and 1 − β₂.
  float first_decay, first_rest, second_decay, second_rest;
  /// α / (1 − β₁ᵗ), 1 / (1 − β₂ᵗ), and ε.
  float rate, second_weight, stabilizer;
  /// 1 − α λ, by which the parameters shrink.
  float shrinkage;
};

/// m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², θ ← (1 − α λ) θ − α m̂ / (√v̂ + ε).
void elbow_adam_step(const struct elbow_adam *adam, const float *gradient, float *parameters,
                     float *first_moments, float *second_moments, size_t count);

/// Σ x_i².
double elbow_sum_of_squares(const float *numbers, size_t count);

/// average_i ← decay · average_i + (1 − decay) · number_i.
void elbow_moving_average(const float *numbers, float decay, float rest, float *averages, size_t count);
