/// The sums Σ w r d and Σ w r d dᵀ of one component over a group of rows, where d = x − μ.

/// A group: rows of one component that are added up in one go, in columns.
struct group {
  /// How many rows: a multiple of LANES.
  size_t rows;
  /// x, and from one of its columns to the next.
  const double *x;
  size_t stride;
  /// w r.
  const double *responsibilities;
};

/// Adds Σ w r d of columns `first` + FROM ..< `first` + TO, and those rows of the tile on the diagonal of Σ w r d dᵀ, of
/// which only the diagonal if `has_diagonal_products`. Leaves d and w r d in their places. FROM and TO are at most PANEL
/// and known when this is compiled; the columns before FROM have left their d.
INLINE void add_own_rows(const int FROM, const int TO, size_t first, size_t d,
                         const struct group *group, const double *mean,
                         const struct block *block, bool has_diagonal_products, double *shifts,
                         double *products) {
  lanes moments[PANEL] = {0};
  lanes tile[PANEL * PANEL] = {0};
  double *offsets = block->offsets + first * block->group;
  for (size_t row = 0; row < group->rows; row += LANES) {
    lanes r = load(group->responsibilities + row);
    lanes offset[PANEL];
    if (!has_diagonal_products)
      UNROLLED
      for (int j = 0; j < FROM; j++) offset[j] = load(offsets + j * block->group + row);
    UNROLLED
    for (int i = FROM; i < TO; i++) {
      offset[i] = load(group->x + (first + i) * group->stride + row) - mean[first + i];
      lanes weighted = r * offset[i];
      moments[i] += weighted;
      store(offsets + i * block->group + row, offset[i]);
      store(block->weighted + i * block->group + row, weighted);
      UNROLLED
      for (int j = 0; j <= i; j++) {
        if (i == j || !has_diagonal_products) tile[i * PANEL + j] += weighted * offset[j];
      }
    }
  }
  double sums[4];
  sum4(moments, sums);
  UNROLLED
  for (int i = FROM; i < TO; i++) shifts[first + i] += sums[i];
  UNROLLED
  for (int i = FROM; i < TO; i++) {
    sum4(tile + i * PANEL, sums);
    UNROLLED
    for (int j = 0; j <= i; j++) products[(first + i) * d + first + j] += sums[j];
  }
}

/// Adds rows `first` + FROM ..< `first` + TO and columns `column` ..< `column` + PANEL of Σ w r d dᵀ, from what was left in
/// place.
INLINE void add_tile(const int FROM, const int TO, size_t first, size_t column, size_t d,
                     size_t rows, const struct block *block, double *products) {
  lanes tile[PANEL * PANEL] = {0};
  const double *offsets = block->offsets + column * block->group;
  for (size_t row = 0; row < rows; row += LANES) {
    lanes offset[PANEL];
    UNROLLED
    for (int j = 0; j < PANEL; j++) offset[j] = load(offsets + j * block->group + row);
    UNROLLED
    for (int i = FROM; i < TO; i++) {
      lanes weighted = load(block->weighted + i * block->group + row);
      UNROLLED
      for (int j = 0; j < PANEL; j++) tile[i * PANEL + j] += weighted * offset[j];
    }
  }
  UNROLLED
  for (int i = FROM; i < TO; i++) {
    double sums[4];
    sum4(tile + i * PANEL, sums);
    UNROLLED
    for (int j = 0; j < PANEL; j++) products[(first + i) * d + column + j] += sums[j];
  }
}

/// P rows of the products, from `first` on, so many at a time as registers hold.
INLINE void add_panel(const int P, size_t first, size_t d, const struct group *group,
                      const double *mean, const struct block *block, bool has_diagonal_products,
                      double *shifts, double *products) {
  UNROLLED
  for (int from = 0; from < P; from += HELD) {
    int to = from + HELD < P ? from + HELD : P;
    add_own_rows(from, to, first, d, group, mean, block, has_diagonal_products, shifts, products);
  }
  if (has_diagonal_products) return;
  UNROLLED
  for (int from = 0; from < P; from += HELD) {
    int to = from + HELD < P ? from + HELD : P;
    for (size_t column = 0; column < first; column += PANEL)
      add_tile(from, to, first, column, d, group->rows, block, products);
  }
}

/// Adds a group to the sums of its component.
INLINE void add_group(size_t d, const struct group *group, const double *mean,
                      const struct block *block, bool has_diagonal_products, double *shifts,
                      double *products) {
  size_t i = 0;
  for (; i + PANEL <= d; i += PANEL)
    add_panel(PANEL, i, d, group, mean, block, has_diagonal_products, shifts, products);
  switch (d - i) {
    case 3: add_panel(3, i, d, group, mean, block, has_diagonal_products, shifts, products); break;
    case 2: add_panel(2, i, d, group, mean, block, has_diagonal_products, shifts, products); break;
    case 1: add_panel(1, i, d, group, mean, block, has_diagonal_products, shifts, products); break;
    default: break;
  }
}
