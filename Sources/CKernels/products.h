/// Products Aᵀ B of tall matrices of which some rows are in common.

/// So many rows are taken through all columns before the next: their part of A and B stays close to the processor.
enum { ROWS_AT_ONCE = 32 };

/// Adds columns i ..< i + I of A times columns j ..< j + V · LANES of B over some common rows.
INLINE void add_product_tile(const int I, const int V, size_t count, const struct elbow_columns *a,
                             size_t i, const struct elbow_columns *b, size_t j, double *to,
                             size_t stride) {
  lanes tile[8];
  UNROLLED
  for (int k = 0; k < I; k++)
    UNROLLED
    for (int l = 0; l < V; l++) tile[k * V + l] = load(to + (i + k) * stride + j + l * LANES);
  for (size_t row = 0; row < count; row++) {
    const double *left = a->values + a->rows[row] * a->stride + i;
    const double *right = b->values + b->rows[row] * b->stride + j;
    lanes factors[2];
    UNROLLED
    for (int l = 0; l < V; l++) factors[l] = load(right + l * LANES);
    UNROLLED
    for (int k = 0; k < I; k++)
      UNROLLED
      for (int l = 0; l < V; l++) tile[k * V + l] += left[k] * factors[l];
  }
  UNROLLED
  for (int k = 0; k < I; k++)
    UNROLLED
    for (int l = 0; l < V; l++) store(to + (i + k) * stride + j + l * LANES, tile[k * V + l]);
}

/// Adds columns i ..< i + I of A times all of B over some common rows.
INLINE void add_product_panel(const int I, size_t count, const struct elbow_columns *a, size_t i,
                              const struct elbow_columns *b, double *to, size_t stride) {
  size_t j = 0;
  for (; j + 2 * LANES <= b->count; j += 2 * LANES)
    add_product_tile(I, 2, count, a, i, b, j, to, stride);
  for (; j + LANES <= b->count; j += LANES) add_product_tile(I, 1, count, a, i, b, j, to, stride);
  for (; j < b->count; j++) {
    for (int k = 0; k < I; k++) {
      double total = to[(i + k) * stride + j];
      for (size_t row = 0; row < count; row++)
        total += a->values[a->rows[row] * a->stride + i + k] * b->values[b->rows[row] * b->stride + j];
      to[(i + k) * stride + j] = total;
    }
  }
}

INLINE void add_products(size_t count, const struct elbow_columns *left,
                         const struct elbow_columns *right, double *to, size_t stride) {
  struct elbow_columns a = *left, b = *right;
  for (size_t row = 0; row < count; row += ROWS_AT_ONCE) {
    size_t some = count - row < ROWS_AT_ONCE ? count - row : ROWS_AT_ONCE;
    size_t i = 0;
    for (; i + 4 <= a.count; i += 4) add_product_panel(4, some, &a, i, &b, to, stride);
    for (; i < a.count; i++) add_product_panel(1, some, &a, i, &b, to, stride);
    a.rows += some;
    b.rows += some;
  }
}
