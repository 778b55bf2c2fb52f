/// The E half-step of a Gaussian mixture over one run of rows.
///
/// Rows are taken in blocks and turned into columns, so that every operation is on `LANES` rows at once. For each block:
/// an order that brings the rows of a component together (`mixture_order.h`); the terms a_k, by forward substitution
/// (`mixture_terms.h`); the responsibilities; the weighted sums (`mixture_products.h`). A block lies in the second cache,
/// a strip and a group in the first.
#include "include/CKernels.h"
#include "lanes.h"

#include "elementary.h"

/// Rows of LANES that are whitened together: independent work for the arithmetic units.
#define CHUNKS 4
/// Columns that are whitened together: as many as leave the sums in registers, of which the widest instructions have 32 and
/// the others 16.
#define HELD (LANES == 8 ? 4 : 2)
/// Rows that are whitened together.
#define STRIP ((size_t)CHUNKS * LANES)
/// Rows and columns of a tile of products, whose sums are in registers as well.
#define PANEL 4
#define BREADTH (LANES == 8 ? 4 : 3)

/// Where a block keeps its intermediate results, all aligned to 64 bytes.
struct block {
  /// Rows in use: a multiple of STRIP. Rows that there is room for. From the terms of one component to the next.
  size_t rows, capacity, stride;
  /// Rows of a group that there is room for. From one column of a group to the next.
  size_t group_rows, group;
  /// x: strip after strip, each D × STRIP.
  double *x;
  /// a_k, then e_k, then w r_k: K × stride.
  double *terms;
  /// w, and w / S: stride each.
  double *weights, *share;
  /// L⁻¹(x − μ) of a strip: D × STRIP.
  double *whitened;
  /// √(w r) of a group: group; √(w r) (x − μ): D × group.
  double *roots, *columns;
  /// One bit per row: whether it takes part in a component.
  uint8_t *masks;
  /// Whether rows are taken in an order of their own.
  bool is_arranged;
  /// The order in which the rows of the block are taken; the component that each seems to belong to, and how many belong
  /// to those before: K + 1.
  uint32_t *order, *guesses, *places;
};

/// Hands out the room of a block, from `room` on; with NULL, says how many bytes it takes.
INLINE size_t furnish(struct block *block, size_t k, size_t d, char *room) {
  size_t rows = 32768 / (d + k) / 32 * 32;
  block->capacity = rows < 32 ? 32 : rows > 2048 ? 2048 : rows;
  size_t group = 4096 / (d + 1) / 32 * 32;
  block->group_rows = group < 32 ? 32 : group > 256 ? 256 : group;
  // Eight more, so that a row's columns do not all compete for the same lines of the cache.
  block->stride = block->capacity + 8;
  block->group = block->group_rows + 8;
  size_t used = 0;
#define HAND_OUT(member, count)                                       \
  block->member = room == NULL ? NULL : (void *)(room + used);        \
  used += ((count) * sizeof *block->member + 63) / 64 * 64
  HAND_OUT(x, d * block->capacity);
  HAND_OUT(terms, k * block->stride);
  HAND_OUT(weights, block->stride);
  HAND_OUT(share, block->stride);
  HAND_OUT(whitened, d * STRIP);
  HAND_OUT(roots, block->group);
  HAND_OUT(columns, d * block->group);
  HAND_OUT(masks, block->stride);
  HAND_OUT(order, block->stride);
  HAND_OUT(guesses, block->stride);
  HAND_OUT(places, k + 1);
#undef HAND_OUT
  return used;
}

/// The first column of x from `row` on, which is a multiple of LANES; the next ones follow every STRIP numbers.
INLINE double *columns_at(size_t row, size_t d, const struct block *block) {
  return block->x + row / STRIP * STRIP * d + row % STRIP;
}

/// The least logarithm of which an exponential is computed: that of a number which is 0 beside 1, and not subnormal.
#define LEAST (-700)
/// Below this logarithm a row is so far from a component that it takes no part in it: 2^−144, times 1 + q with a q of at
/// most 2^40.
#define FAR (-100)

#include "mixture_order.h"
#include "mixture_products.h"
#include "mixture_terms.h"
#include "mixture_sums.h"
