/// The terms a_k = constant_k − ½ ‖L_k⁻¹(x − μ_k)‖² of a block of rows.

/// Rows first ..< first + P of the forward substitution for one strip: w_i = (d_i − Σ_{j<i} L_ij w_j) / L_ii, and adds
/// Σ w_i² to `squares`. P is at most PANEL and known when this is compiled.
INLINE void whiten(const int P, size_t first, size_t d, const double *x, size_t stride,
                   const double *mean, const double *lower, const double *inverse,
                   double *whitened, lanes squares[CHUNKS]) {
  lanes w[PANEL][CHUNKS];
  UNROLLED
  for (int i = 0; i < P; i++) {
    const double *column = x + (first + i) * stride;
    UNROLLED
    for (int c = 0; c < CHUNKS; c++) w[i][c] = load(column + c * LANES) - mean[first + i];
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
      w[i][c] *= inverse[first + i];
      squares[c] += w[i][c] * w[i][c];
      store(whitened + (first + i) * STRIP + c * LANES, w[i][c]);
    }
  }
}

/// ‖L⁻¹(x − μ)‖² of one strip, by forward substitution.
INLINE void squared_lengths(size_t d, const double *x, size_t stride, const double *mean,
                            const double *lower, const double *inverse, double *whitened,
                            lanes squares[CHUNKS]) {
  size_t i = 0;
  for (; i + PANEL <= d; i += PANEL)
    whiten(PANEL, i, d, x, stride, mean, lower, inverse, whitened, squares);
  switch (d - i) {
    case 3: whiten(3, i, d, x, stride, mean, lower, inverse, whitened, squares); break;
    case 2: whiten(2, i, d, x, stride, mean, lower, inverse, whitened, squares); break;
    case 1: whiten(1, i, d, x, stride, mean, lower, inverse, whitened, squares); break;
    default: break;
  }
}

/// Σ ((x_i − μ_i) / L_ii)² of one strip.
INLINE void scaled_lengths(size_t d, const double *x, size_t stride, const double *mean,
                           const double *inverse, lanes squares[CHUNKS]) {
  for (size_t i = 0; i < d; i++) {
    UNROLLED
    for (int c = 0; c < CHUNKS; c++) {
      lanes w = (load(x + i * stride + c * LANES) - mean[i]) * inverse[i];
      squares[c] += w * w;
    }
  }
}

/// a_k of every row of the block and every component. A length beyond the range of Double makes it −∞.
INLINE void compute_terms(const struct elbow_mixture *mixture, struct block *block) {
  size_t d = mixture->dimensions;
  for (size_t row = 0; row < block->rows; row += STRIP) {
    for (size_t k = 0; k < mixture->components; k++) {
      const double *mean = mixture->means + k * d;
      const double *inverse = mixture->inverse_diagonals + k * d;
      double *terms = block->terms + k * block->stride + row;
      lanes squares[CHUNKS] = {0};
      if (mixture->is_diagonal)
        scaled_lengths(d, block->x + row, block->stride, mean, inverse, squares);
      else
        squared_lengths(d, block->x + row, block->stride, mean, mixture->factors + k * d * d,
                        inverse, block->whitened, squares);
      UNROLLED
      for (int c = 0; c < CHUNKS; c++) {
        lanes term = mixture->constants[k] - 0.5 * squares[c];
        bits is_finite = squares[c] < all(INFINITY);
        store(terms + c * LANES, choose(is_finite, term, all(-INFINITY)));
      }
    }
  }
}
