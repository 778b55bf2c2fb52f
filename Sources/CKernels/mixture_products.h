/// The sums Σ w r, Σ w r d and Σ w r d dᵀ of one component over the rows of a block, where d = x − μ.
///
/// Rows that take part are collected in groups, as √(w r) and √(w r) d. Then all sums are products of columns of a group,
/// and a number is scaled and stored once, however many products it goes into.

/// The sums of one component, and where it lies.
struct component {
  const double *mean;
  double *count, *shifts, *products;
};

/// Adds the lanes of some moments, and those of the lower triangle of a tile on the diagonal, to rows `first` + FROM ..<
/// `first` + TO of the sums. FROM and TO are at most PANEL.
INLINE void add_sums(const int FROM, const int TO, size_t first, size_t d, const lanes moments[PANEL],
                     const lanes tile[PANEL * PANEL], const struct component *to) {
  double sums[4];
  sum4(moments, sums);
  UNROLLED
  for (int i = FROM; i < TO; i++) to->shifts[first + i] += sums[i];
  UNROLLED
  for (int i = FROM; i < TO; i++) {
    sum4(tile + i * PANEL, sums);
    UNROLLED
    for (int j = 0; j <= i; j++) to->products[(first + i) * d + first + j] += sums[j];
  }
}

/// Adds all rows of the block to columns `first` ..< `first` + P of the sums: where there are so few columns, or so few
/// products, that nothing is to be kept for later. P is at most PANEL and known when this is compiled.
INLINE void add_directly(const int P, size_t first, size_t d, const double *terms,
                         const struct block *block, bool has_diagonal_products,
                         const struct component *to) {
  lanes moments[PANEL] = {0};
  lanes tile[PANEL * PANEL] = {0};
  for (size_t row = 0; row < block->rows; row += LANES) {
    lanes r = load(terms + row);
    const double *x = columns_at(row, d, block) + first * STRIP;
    lanes offset[PANEL];
    UNROLLED
    for (int i = 0; i < P; i++) {
      offset[i] = load(x + i * STRIP) - to->mean[first + i];
      lanes weighted = r * offset[i];
      moments[i] += weighted;
      UNROLLED
      for (int j = 0; j <= i; j++) {
        if (i == j || !has_diagonal_products) tile[i * PANEL + j] += weighted * offset[j];
      }
    }
  }
  add_sums(0, P, first, d, moments, tile, to);
}

/// Adds columns `first` + FROM ..< `first` + TO of the group to the sums: with √(w r), with each other and with those from
/// `first` on. FROM and TO are at most PANEL and known when this is compiled.
INLINE void add_own_tile(const int FROM, const int TO, size_t first, size_t d, size_t rows,
                         const struct block *block, const struct component *to) {
  size_t stride = block->group;
  const double *columns = block->columns + first * stride;
  lanes moments[PANEL] = {0};
  lanes tile[PANEL * PANEL] = {0};
  for (size_t row = 0; row < rows; row += LANES) {
    lanes root = load(block->roots + row);
    UNROLLED
    for (int i = FROM; i < TO; i++) {
      lanes left = load(columns + i * stride + row);
      moments[i] += left * root;
      UNROLLED
      for (int j = 0; j <= i; j++) tile[i * PANEL + j] += left * load(columns + j * stride + row);
    }
  }
  add_sums(FROM, TO, first, d, moments, tile, to);
}

/// Adds the products of columns `first` ..< `first` + P of the group with columns `other` ..< `other` + Q. P is at most
/// PANEL, Q at most BREADTH, and both are known when this is compiled.
INLINE void add_tile(const int P, const int Q, size_t first, size_t other, size_t d, size_t rows,
                     const struct block *block, const struct component *to) {
  const double *left = block->columns + first * block->group;
  const double *right = block->columns + other * block->group;
  lanes tile[PANEL * PANEL] = {0};
  for (size_t row = 0; row < rows; row += LANES) {
    lanes factors[BREADTH];
    UNROLLED
    for (int j = 0; j < Q; j++) factors[j] = load(right + j * block->group + row);
    UNROLLED
    for (int i = 0; i < P; i++) {
      lanes factor = load(left + i * block->group + row);
      UNROLLED
      for (int j = 0; j < Q; j++) tile[i * PANEL + j] += factor * factors[j];
    }
  }
  UNROLLED
  for (int i = 0; i < P; i++) {
    double sums[4];
    sum4(tile + i * PANEL, sums);
    UNROLLED
    for (int j = 0; j < Q; j++) to->products[(first + i) * d + other + j] += sums[j];
  }
}

/// P rows of the products of a group, from `first` on, which is a multiple of PANEL.
INLINE void add_panel(const int P, size_t first, size_t d, size_t rows, const struct block *block,
                      const struct component *to) {
  add_own_tile(0, P < BREADTH ? P : BREADTH, first, d, rows, block, to);
  if (P > BREADTH) add_own_tile(BREADTH, P, first, d, rows, block, to);
  size_t other = 0;
#if BREADTH == 3
  // Two and two are faster than three and one.
  for (; first - other > 4 || first - other == 3; other += 3)
    add_tile(P, 3, first, other, d, rows, block, to);
  for (; other < first; other += 2) add_tile(P, 2, first, other, d, rows, block, to);
#else
  for (; other < first; other += BREADTH) add_tile(P, BREADTH, first, other, d, rows, block, to);
#endif
}

/// Adds a group of so many rows to the sums.
OUTLINED void add_group(size_t d, size_t rows, const struct block *block,
                        const struct component *to) {
  size_t i = 0;
  for (; i + PANEL <= d; i += PANEL) add_panel(PANEL, i, d, rows, block, to);
  switch (d - i) {
    case 3: add_panel(3, i, d, rows, block, to); break;
    case 2: add_panel(2, i, d, rows, block, to); break;
    case 1: add_panel(1, i, d, rows, block, to); break;
    default: break;
  }
}

/// From w r and x of the group to √(w r) and √(w r) d.
INLINE void scale(size_t d, size_t rows, const double *mean, const struct block *block) {
  for (size_t row = 0; row < rows; row += LANES)
    store(block->roots + row, square_root(load(block->roots + row)));
  for (size_t i = 0; i < d; i++) {
    double *column = block->columns + i * block->group;
    double centre = mean[i];
    for (size_t row = 0; row < rows; row += LANES)
      store(column + row, load(block->roots + row) * (load(column + row) - centre));
  }
}

/// Adds those rows of the block that take part: they close their ranks and are added in groups. Where almost all of LANES
/// neighbours do, they are scaled on their way into the group (AT_ONCE, known when this is compiled), else within it.
INLINE void add_in_groups(const bool AT_ONCE, size_t d, const double *terms,
                          const struct block *block, const struct component *to) {
  const double *mean = to->mean;
  double *roots = block->roots, *columns = block->columns;
  size_t group = block->group, group_rows = block->group_rows;
  size_t filled = 0;
  for (size_t row = 0; row < block->rows; row += LANES) {
    uint32_t mask = block->masks[row / LANES];
    if (mask == 0) continue;
    const double *x = columns_at(row, d, block);
    lanes r = load(terms + row);
    lanes root = AT_ONCE ? square_root(r) : r;
    if (AT_ONCE && mask == (1u << LANES) - 1) {
      store(roots + filled, root);
      for (size_t i = 0; i < d; i++)
        store(columns + i * group + filled, root * (load(x + i * STRIP) - mean[i]));
    } else if (AT_ONCE) {
      store_some(roots + filled, root, mask);
      for (size_t i = 0; i < d; i++)
        store_some(columns + i * group + filled, root * (load(x + i * STRIP) - mean[i]), mask);
    } else {
      store_some(roots + filled, root, mask);
      for (size_t i = 0; i < d; i++)
        store_some(columns + i * group + filled, load(x + i * STRIP), mask);
    }
    filled += (size_t)__builtin_popcount(mask);
    if (filled < group_rows) continue;
    // What is beyond the group waits for the next one.
    lanes waiting = load(roots + group_rows);
    if (!AT_ONCE) scale(d, group_rows, mean, block);
    add_group(d, group_rows, block, to);
    filled -= group_rows;
    store(roots, waiting);
    for (size_t i = 0; i < d; i++)
      store(columns + i * group, load(columns + i * group + group_rows));
  }
  if (filled == 0) return;
  size_t rows = (filled + LANES - 1) / LANES * LANES;
  store(roots + filled, all(0));
  for (size_t i = 0; i < d; i++) store(columns + i * group + filled, all(0));
  if (!AT_ONCE) scale(d, rows, mean, block);
  add_group(d, rows, block, to);
}

/// From e_k to w r_k, and their sum; notes which rows take part.
/// - Returns: whether any does.
INLINE bool weigh(double *terms, const struct block *block, double *count) {
  lanes total = all(0);
  uint32_t found = 0;
  for (size_t row = 0; row < block->rows; row += LANES) {
    lanes r = load(terms + row) * load(block->share + row);
    store(terms + row, r);
    total += r;
    uint32_t mask = where(r > all(0));
    block->masks[row / LANES] = (uint8_t)mask;
    found |= mask;
  }
  *count += sum(total);
  return found != 0;
}

/// Adds the block to a component whose e_k are in `terms`.
INLINE void add_block(size_t d, double *terms, const struct block *block,
                      bool has_diagonal_products, const struct component *to) {
  if (!weigh(terms, block, to->count)) return;
  if (d > PANEL && !has_diagonal_products) {
    if (block->is_arranged)
      add_in_groups(true, d, terms, block, to);
    else
      add_in_groups(false, d, terms, block, to);
    return;
  }
  size_t i = 0;
  for (; i + PANEL <= d; i += PANEL)
    add_directly(PANEL, i, d, terms, block, has_diagonal_products, to);
  switch (d - i) {
    case 3: add_directly(3, i, d, terms, block, has_diagonal_products, to); break;
    case 2: add_directly(2, i, d, terms, block, has_diagonal_products, to); break;
    case 1: add_directly(1, i, d, terms, block, has_diagonal_products, to); break;
    default: break;
  }
}
