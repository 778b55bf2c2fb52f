/// One run of rows, block by block: where everything of `mixture.h` comes together.

/// Sums over rows, lane by lane.
struct totals {
  lanes weight, log_likelihood, entropy, classification_loss, noise_count;
};

/// Turns rows `first` ... of `rows`, in the order of the block, into its columns; the last one stands in, without weight,
/// for those that are missing from a whole strip.
INLINE void take(const struct elbow_rows *rows, size_t first, size_t count, size_t d,
                 struct block *block) {
  block->rows = (count + STRIP - 1) / STRIP * STRIP;
  for (size_t row = 0; row < block->rows; row += LANES) {
    const double *sources[LANES];
    for (size_t lane = 0; lane < LANES; lane++) {
      bool is_there = row + lane < count;
      size_t source = first + block->order[is_there ? row + lane : count - 1];
      sources[lane] = rows->values + source * d;
      double weight = rows->weights == NULL ? 1 : rows->weights[source];
      block->weights[row + lane] = is_there ? weight : 0;
    }
    for (size_t i = 0; i < d; i++) {
      lanes column = all(0);
      UNROLLED
      for (int lane = 0; lane < LANES; lane++) column[lane] = sources[lane][i];
      store(block->x + i * block->stride + row, column);
    }
  }
}

/// From the terms of the block to e_k = exp(a_k − m) with m = max a, and from S = Σ e_k
///
///     log p = m + log S,    −log max r = log S,    −Σ r log r = log S − Σ e_k (a_k − m) / S.
///
/// A row with e_k (1 + q) < 2^−100, where q is its squared length under component k, is left out of that component:
/// whatever the number of rows, together they are less than rounding takes off one row, in n, in s and in S, the latter
/// two measured by Σ_k. Where that holds for LANES rows at once, no exponential is computed.
INLINE void share_out(const struct elbow_mixture *mixture, struct block *block,
                      struct totals *totals) {
  size_t stride = block->stride;
  for (size_t row = 0; row < block->rows; row += LANES) {
    double *terms = block->terms + row;
    lanes most = all(mixture->noise);
    for (size_t k = 0; k < mixture->components; k++)
      most = larger(load(terms + k * stride), most);
    bits is_reached = most > all(-INFINITY);
    most = choose(is_reached, most, all(0));
    lanes total = all(0);
    lanes mean = all(0);
    for (size_t k = 0; k < mixture->components; k++) {
      lanes exponent = load(terms + k * stride) - most;
      if (where(exponent > all(FAR)) == 0) {
        store(terms + k * stride, all(0));
        continue;
      }
      exponent = larger(exponent, all(LEAST));
      lanes e = bounded_exponential(exponent);
      lanes length = 2 * ((mixture->constants[k] - most) - exponent);
      bits counts = e + e * length >= all(0x1p-100);
      e = choose(counts, e, all(0));
      total += e;
      mean += e * exponent;
      store(terms + k * stride, e);
    }
    lanes exponent = larger(mixture->noise - most, all(LEAST));
    lanes noise = choose(exponent > all(LEAST), bounded_exponential(exponent), all(0));
    total += noise;
    mean += noise * exponent;
    lanes log_total = logarithm(total);
    lanes weight = load(block->weights + row);
    bits has_weight = weight > all(0);
    bits is_shared = has_weight & is_reached;
    lanes share = choose(is_shared, weight / total, all(0));
    store(block->share + row, share);
    totals->weight += weight;
    totals->log_likelihood += choose(has_weight, weight * (most + log_total), all(0));
    totals->classification_loss += choose(is_shared, weight * log_total, all(0));
    totals->entropy += choose(is_shared, weight * log_total - share * mean, all(0));
    totals->noise_count += share * noise;
  }
}

/// The sums of one component.
struct component {
  const double *mean;
  double *count, *shifts, *products;
  bool has_diagonal_products;
};

/// From e_k to w r_k, and their sum; notes which rows take part.
/// - Returns: how many.
INLINE size_t weigh(double *terms, const struct block *block, double *count) {
  lanes total = all(0);
  size_t taking_part = 0;
  for (size_t row = 0; row < block->rows; row += LANES) {
    lanes r = load(terms + row) * load(block->share + row);
    store(terms + row, r);
    total += r;
    uint32_t mask = where(r > all(0));
    block->masks[row / LANES] = (uint8_t)mask;
    taking_part += (size_t)__builtin_popcount(mask);
  }
  *count += sum(total);
  return taking_part;
}

/// Adds rows `first` ..< `end` of the block to a component.
INLINE void add_run(size_t first, size_t end, size_t d, const double *responsibilities,
                    const struct block *block, const struct component *to) {
  for (size_t row = first; row < end; row += block->group_rows) {
    size_t left = end - row;
    struct group group = {left < block->group_rows ? left : block->group_rows, block->x + row,
                          block->stride, responsibilities + row};
    add_group(d, &group, to->mean, block, to->has_diagonal_products, to->shifts, to->products);
  }
}

/// So many rows of a component, one behind the other, are added as they are.
#define LONG_RUN (8 * LANES)

/// Adds the long runs of rows that all take part in a component, and takes them out of the masks.
INLINE void add_long_runs(size_t d, const double *responsibilities, const struct block *block,
                          const struct component *to) {
  for (size_t row = 0; row < block->rows; row += LANES) {
    size_t end = row;
    while (end < block->rows && block->masks[end / LANES] == (1u << LANES) - 1) end += LANES;
    if (end - row < LONG_RUN) continue;
    add_run(row, end, d, responsibilities, block, to);
    memset(block->masks + row / LANES, 0, (end - row) / LANES);
    row = end - LANES;
  }
}

/// Adds those rows of the block to a component that take part in it: they close their ranks, then go in groups.
INLINE void add_some(size_t d, const double *responsibilities, const struct block *block,
                     const struct component *to) {
  size_t filled = 0;
  for (size_t row = 0; row < block->rows; row += LANES) {
    uint32_t mask = block->masks[row / LANES];
    if (mask == 0) continue;
    for (size_t i = 0; i < d; i++)
      store_some(block->offsets + i * block->group + filled,
                 load(block->x + i * block->stride + row), mask);
    store_some(block->responsibilities + filled, load(responsibilities + row), mask);
    filled += (size_t)__builtin_popcount(mask);
    if (filled + LANES <= block->group_rows) continue;
    // What does not fill a whole vector waits for the next group.
    size_t rest = filled % LANES;
    lanes waiting = load(block->responsibilities + filled - rest);
    for (size_t i = 0; i < d; i++) {
      double *column = block->offsets + i * block->group;
      store(block->whitened + i * LANES, load(column + filled - rest));
    }
    struct group group = {filled - rest, block->offsets, block->group, block->responsibilities};
    add_group(d, &group, to->mean, block, to->has_diagonal_products, to->shifts, to->products);
    for (size_t i = 0; i < d; i++)
      store(block->offsets + i * block->group, load(block->whitened + i * LANES));
    store(block->responsibilities, waiting);
    filled = rest;
  }
  if (filled == 0) return;
  for (size_t i = 0; i < d; i++) store(block->offsets + i * block->group + filled, all(0));
  store(block->responsibilities + filled, all(0));
  struct group group = {(filled + LANES - 1) / LANES * LANES, block->offsets, block->group,
                        block->responsibilities};
  add_group(d, &group, to->mean, block, to->has_diagonal_products, to->shifts, to->products);
}

/// Adds the block to a component whose e_k are in `terms`.
INLINE void add_block(size_t d, double *terms, const struct block *block,
                      const struct component *to) {
  size_t taking_part = weigh(terms, block, to->count);
  if (taking_part == 0) return;
  // Closing the ranks costs about 6 d for LANES rows, rows that take part about d(d + 3)/2.
  bool is_worthwhile = (block->rows - taking_part) * (d + 3) > 6 * block->rows;
  if (!is_worthwhile || to->has_diagonal_products) {
    add_run(0, block->rows, d, terms, block, to);
    return;
  }
  if (block->is_arranged) add_long_runs(d, terms, block, to);
  add_some(d, terms, block, to);
}

/// The statistics of all rows.
INLINE void add_rows(const struct elbow_mixture *mixture, const struct elbow_rows *rows,
                     struct elbow_mixture_sums *sums, struct block *block) {
  size_t d = mixture->dimensions;
  struct totals totals = {0};
  for (size_t first = 0; first < rows->count; first += block->capacity) {
    size_t left = rows->count - first;
    size_t count = left < block->capacity ? left : block->capacity;
    arrange(mixture, rows->values + first * d, count, block);
    take(rows, first, count, d, block);
    compute_terms(mixture, block);
    share_out(mixture, block, &totals);
    if (sums->products == NULL) continue;
    for (size_t k = 0; k < mixture->components; k++) {
      struct component to = {mixture->means + k * d, sums->counts + k, sums->shifts + k * d,
                             sums->products + k * d * d, sums->has_diagonal_products};
      add_block(d, block->terms + k * block->stride, block, &to);
    }
  }
  sums->weight += sum(totals.weight);
  sums->log_likelihood += sum(totals.log_likelihood);
  sums->classification_loss += sum(totals.classification_loss);
  sums->entropy += sum(totals.entropy);
  sums->noise_count += sum(totals.noise_count);
}
