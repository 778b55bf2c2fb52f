/// The terms a_k = constant_k − ½ ‖L_k⁻¹(x − μ_k)‖² of a block of rows.

/// Rows first ..< first + P of the forward substitution for one strip: w_i = d_i / L_ii − Σ_{j<i} (L_ij / L_ii) w_j, and
/// adds Σ w_i² to `squares`. P is at most HELD and known when this is compiled.
INLINE void whiten(const int P, size_t first, size_t d, const double *x,
                   const double *mean, const double *lower, const double *inverse,
                   double *whitened, lanes squares[CHUNKS]) {
  lanes w[HELD][CHUNKS];
  UNROLLED
  for (int i = 0; i < P; i++) {
    const double *column = x + (first + i) * STRIP;
    UNROLLED
    for (int c = 0; c < CHUNKS; c++)
      w[i][c] = (load(column + c * LANES) - mean[first + i]) * inverse[first + i];
  }
  const double *rows = lower + first * d;
  for (size_t j = 0; j < first; j++) {
    lanes done[CHUNKS];
    UNROLLED
    for (int c = 0; c < CHUNKS; c++) done[c] = load(whitened + j * STRIP + c * LANES);
    UNROLLED
    for (int i = 0; i < P; i++)
      UNROLLED
      for (int c = 0; c < CHUNKS; c++) w[i][c] -= rows[i * d + j] * done[c];
  }
  UNROLLED
  for (int i = 0; i < P; i++) {
    UNROLLED
    for (int j = 0; j < i; j++)
      UNROLLED
      for (int c = 0; c < CHUNKS; c++) w[i][c] -= rows[i * d + first + j] * w[j][c];
    UNROLLED
    for (int c = 0; c < CHUNKS; c++) {
      squares[c] += w[i][c] * w[i][c];
      store(whitened + (first + i) * STRIP + c * LANES, w[i][c]);
    }
  }
}

/// Whether every square is beyond its limit, which it never is if that is ∞.
INLINE bool are_beyond(const lanes squares[CHUNKS], const lanes limits[CHUNKS]) {
  bits result = squares[0] > limits[0];
  UNROLLED
  for (int c = 1; c < CHUNKS; c++) result &= squares[c] > limits[c];
  return where(result) == (1u << LANES) - 1;
}

/// So many columns are whitened between two looks at the limits.
#define LOOK 4

/// ‖L⁻¹(x − μ)‖² of one strip, by forward substitution; where all of them are beyond their limits, ∞.
INLINE void squared_lengths(size_t d, const double *x, const double *mean,
                            const double *lower, const double *inverse, double *whitened,
                            const lanes limits[CHUNKS], lanes squares[CHUNKS]) {
  size_t i = 0;
  for (; i + HELD <= d; i += HELD) {
    if (d >= WORTHWHILE && i % LOOK == 0 && i > 0 && are_beyond(squares, limits)) {
      UNROLLED
      for (int c = 0; c < CHUNKS; c++) squares[c] = all(INFINITY);
      return;
    }
    whiten(HELD, i, d, x, mean, lower, inverse, whitened, squares);
  }
#if LANES == 8
  switch (d - i) {
    case 3: whiten(3, i, d, x, mean, lower, inverse, whitened, squares); return;
    case 2: whiten(2, i, d, x, mean, lower, inverse, whitened, squares); return;
    default: break;
  }
#endif
  if (i < d) whiten(1, i, d, x, mean, lower, inverse, whitened, squares);
}

/// Σ ((x_i − μ_i) / L_ii)² of one strip.
INLINE void scaled_lengths(size_t d, const double *x, const double *mean,
                           const double *inverse, lanes squares[CHUNKS]) {
  for (size_t i = 0; i < d; i++) {
    UNROLLED
    for (int c = 0; c < CHUNKS; c++) {
      lanes w = (load(x + i * STRIP + c * LANES) - mean[i]) * inverse[i];
      squares[c] += w * w;
    }
  }
}

/// a_k of one strip from `row` on; −∞ where all squares are beyond their limits, or one beyond the range of Double.
INLINE void compute_term(const struct elbow_mixture *mixture, size_t k, size_t row,
                         struct block *block, const lanes limits[CHUNKS]) {
  size_t d = mixture->dimensions;
  const double *mean = mixture->means + k * d;
  const double *inverse = mixture->inverse_diagonals + k * d;
  double *terms = block->terms + k * block->stride + row;
  lanes squares[CHUNKS] = {0};
  if (mixture->is_diagonal)
    scaled_lengths(d, columns_at(row, d, block), mean, inverse, squares);
  else
    squared_lengths(d, columns_at(row, d, block), mean, mixture->factors + k * d * d, inverse,
                    block->whitened, limits, squares);
  UNROLLED
  for (int c = 0; c < CHUNKS; c++) {
    lanes term = mixture->constants[k] - 0.5 * squares[c];
    bits is_finite = squares[c] < all(INFINITY);
    store(terms + c * LANES, choose(is_finite, term, all(-INFINITY)));
  }
}

/// A square length q from which on a row takes no part in a component whose constant exceeds the greatest term by `lead`, so
/// that e ≤ exp(lead − q/2): there and beyond e (1 + q) < 2^−100, as `share_out` asks.
///
/// With u = 1 + q, log u ≤ u/400 + log 400 − 1, a tangent; so q = 2 (1.00503 lead + 75) is enough, with a factor 1.3 to spare
/// for a q below 1, where e (1 + q) may still grow.
INLINE lanes square_beyond_which_nothing_counts(lanes lead) { return 2.01006 * lead + 150; }

/// a_k of every row of the block and every component. Of an arranged block, the component that a strip seems to belong to
/// comes first; its term says beyond which square a row takes no part in the others.
OUTLINED void compute_terms(const struct elbow_mixture *mixture, struct block *block) {
  for (size_t row = 0; row < block->rows; row += STRIP) {
    lanes limits[CHUNKS];
    UNROLLED
    for (int c = 0; c < CHUNKS; c++) limits[c] = all(INFINITY);
    size_t own = block->is_arranged ? block->guesses[block->order[row]] : mixture->components;
    if (block->is_arranged) compute_term(mixture, own, row, block, limits);
    const double *best = block->terms + own * block->stride + row;
    for (size_t k = 0; k < mixture->components; k++) {
      if (k == own) continue;
      if (block->is_arranged)
        UNROLLED
        for (int c = 0; c < CHUNKS; c++)
          limits[c] = square_beyond_which_nothing_counts(mixture->constants[k] - load(best + c * LANES));
      compute_term(mixture, k, row, block, limits);
    }
  }
}
