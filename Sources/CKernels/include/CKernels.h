#pragma once
/// Vectorised loops: exp, log and a look for NaN over arrays, the E half-step of a Gaussian mixture, and products of tall
/// matrices, and sums of softplus and sigmoid. Functions only; the widest instructions that the processor has are chosen at
/// each call.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "FloatKernels.h"

/// to_i = e^(from_i) for `count` elements; `to` may be `from`.
void elbow_exponentials(const double *from, double *to, size_t count);

/// to_i = log from_i for `count` elements; `to` may be `from`.
void elbow_logarithms(const double *from, double *to, size_t count);

/// A(z) = Σ_j n_j log(1 + e^(c_j + a_j z)) of `count` straight lines at each of `places` values of z, with A′ = Σ n a σ and
/// A″ = Σ n a² σ(1 − σ). `trials` are the n_j, all 1 where it is NULL.
void elbow_logistic_lines(const double *z, size_t places, const double *intercepts,
                          const double *slopes, const double *trials, size_t count, double *values,
                          double *first, double *second);

/// Σ_k w_k of log(1 + e^η), σ, σz, σ(1 − σ), σ(1 − σ)z and σ(1 − σ)z² over the nodes of one line η = c + a z_k: six sums.
void elbow_logistic_sums(const double *z, const double *weights, size_t places, double intercept,
                         double slope, double *sums);

/// Whether any of `count` numbers is NaN.
bool elbow_has_nan(const double *numbers, size_t count);

/// A Gaussian mixture of K components in D dimensions, ready to be evaluated.
struct elbow_mixture {
  /// K, at least 1.
  size_t components;
  /// D, at least 1.
  size_t dimensions;
  /// μ_k: K × D.
  const double *means;
  /// L_k with Σ_k = L_k L_kᵀ, each row divided by its diagonal, lower triangles: K × D × D; not read where all are
  /// diagonal.
  const double *factors;
  /// 1 / (L_k)_jj: K × D.
  const double *inverse_diagonals;
  /// log π_k − ½(D log 2π + log det Σ_k): K of them.
  const double *constants;
  /// log π_0 − log V of a component with the constant density 1 / V; −∞ if there is none.
  double noise;
  /// Whether every L_k is diagonal.
  bool is_diagonal;
};

/// Rows of data.
struct elbow_rows {
  /// count × D, row after row, all finite.
  const double *values;
  /// One weight per row, finite and not negative; NULL if all are 1.
  const double *weights;
  /// How many rows.
  size_t count;
};

/// What an E half-step keeps: with weights w_i, responsibilities r_ik and d_ik = x_i − μ_k.
struct elbow_mixture_sums {
  /// Σ w r: K of them.
  double *counts;
  /// Σ w r d: K × D.
  double *shifts;
  /// Σ w r d dᵀ, lower triangles: K × D × D; NULL if only the sums below are wanted.
  double *products;
  /// Whether only the diagonals of the products are wanted.
  bool has_diagonal_products;
  /// Σ w r_i0, of the component with the constant density.
  double noise_count;
  /// Σ w.
  double weight;
  /// Σ w log p(x_i).
  double log_likelihood;
  /// −Σ w Σ r log r.
  double entropy;
  /// −Σ w log max r.
  double classification_loss;
};

/// The bytes of room that `elbow_mixture_add` needs.
size_t elbow_mixture_room(size_t components, size_t dimensions);

/// Adds the statistics of `rows` under `mixture` to `sums`. `room` is aligned to 64 bytes. A row that no component reaches
/// within the range of Double has log p = −∞ and is shared out to none.
void elbow_mixture_add(const struct elbow_mixture *mixture, const struct elbow_rows *rows,
                       struct elbow_mixture_sums *sums, void *room);

/// Some columns of a matrix, and some of its rows.
struct elbow_columns {
  /// The first of the columns in row 0, and from one row to the next.
  const double *values;
  size_t stride;
  /// How many columns.
  size_t count;
  /// The rows that are taken, in this order.
  const uint32_t *rows;
};

/// Adds Aᵀ B to `to`, in which a row begins every `stride` numbers: Σ over `count` pairs of rows of the outer product of the
/// one in `left` with the one in `right`.
void elbow_add_products(size_t count, const struct elbow_columns *left,
                        const struct elbow_columns *right, double *to, size_t stride);
