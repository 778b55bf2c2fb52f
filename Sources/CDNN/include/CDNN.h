#pragma once
/// A door to oneDNN: products of Float matrices on the caller's own thread. Functions only.
#include <stdbool.h>
#include <stddef.h>

/// What is applied to each number of a product, right where it is computed. The library's relu is not among them: it makes 0
/// of what is not a number.
enum elbow_product_activation {
  elbow_product_identity,
  elbow_product_tanh,
  elbow_product_sigmoid,
};

/// A matrix in memory as one factor of a product or its result.
struct elbow_product_matrix {
  /// From one row in memory to the next, in numbers.
  size_t stride;
  /// Whether the factor is the matrix in memory with rows and columns exchanged.
  bool is_transposed;
};

/// result = activation(left · right + bias), or result += left · right + bias.
///
///     left     rows × inner
///     right    inner × columns
///     bias     columns, the same for every row
///     result   rows × columns
struct elbow_product_shape {
  size_t rows, inner, columns;
  struct elbow_product_matrix left, right, result;
  bool has_bias;
  /// Whether the product is added to what stands in the result; then there is no activation.
  bool accumulates;
  enum elbow_product_activation activation;
};

/// A product of one shape, made ready once and used by one thread at a time.
struct elbow_product;

/// A product of that shape, to be freed with `elbow_product_free`; all sizes are at least 1. NULL if there is no memory.
struct elbow_product *elbow_product_new(const struct elbow_product_shape *shape);

/// Computes it on the caller's thread; `bias` is not read where the shape has none. Whether it was computed.
bool elbow_product_run(struct elbow_product *product, const float *left, const float *right,
                       const float *bias, float *result);

/// Frees what `elbow_product_new` made.
void elbow_product_free(struct elbow_product *product);
