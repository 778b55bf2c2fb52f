/// One run of rows, block by block: where everything of `mixture.h` comes together.

/// Sums over rows, lane by lane.
struct totals {
  lanes weight, log_likelihood, entropy, classification_loss, noise_count;
};

/// Turns rows `first` ... of `rows`, in the order of the block, into its columns; the last one stands in, without weight,
/// for those that are missing from a whole strip.
OUTLINED void take(const struct elbow_rows *rows, size_t first, size_t count, size_t d,
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
    double *x = columns_at(row, d, block);
    size_t i = 0;
    for (; i + 4 <= d; i += 4) {
      lanes columns[4];
      load_columns(sources, i, columns);
      UNROLLED
      for (int j = 0; j < 4; j++) store(x + (i + j) * STRIP, columns[j]);
    }
    for (; i < d; i++) {
      lanes column = all(0);
      UNROLLED
      for (int lane = 0; lane < LANES; lane++) column[lane] = sources[lane][i];
      store(x + i * STRIP, column);
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
OUTLINED void share_out(const struct elbow_mixture *mixture, struct block *block,
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
                             sums->products + k * d * d};
      add_block(d, block->terms + k * block->stride, block, sums->has_diagonal_products, &to);
    }
  }
  sums->weight += sum(totals.weight);
  sums->log_likelihood += sum(totals.log_likelihood);
  sums->classification_loss += sum(totals.classification_loss);
  sums->entropy += sum(totals.entropy);
  sums->noise_count += sum(totals.noise_count);
}
