/// The order in which the rows of a block are taken: those that seem to belong to one component together. Rows that lie
/// together are far from the same components, and then most of the work on those is saved; the sums are the same.

/// So many leading columns tell where a row seems to belong.
#define LEADING 4
/// With fewer columns than this, the look costs more than it may save.
#define WORTHWHILE 12

/// So many rows before their turn, rows are called into the cache.
#define AHEAD 32

/// Calls LANES rows, which are to be looked at AHEAD rows later, into the cache: `from` is the first one of now.
INLINE void call_ahead(const double *from, size_t d) {
  for (size_t line = 0; line < (d * LANES + 7) / 8; line++)
    __builtin_prefetch(from + AHEAD * d + line * 8);
}

/// For each row of the block the component with the smallest ½ Σ ((x_i − μ_i) / L_ii)² − constant over the leading columns.
INLINE void guess(const struct elbow_mixture *mixture, const double *values, size_t count,
                  struct block *block) {
  size_t d = mixture->dimensions;
  for (size_t row = 0; row < count; row += LANES) {
    call_ahead(values + row * d, d);
    const double *sources[LANES];
    for (size_t lane = 0; lane < LANES; lane++)
      sources[lane] = values + (row + lane < count ? row + lane : count - 1) * d;
    lanes x[LEADING], least = all(INFINITY), nearest = all(0);
    load_columns(sources, 0, x);
    for (size_t k = 0; k < mixture->components; k++) {
      const double *mean = mixture->means + k * d;
      const double *inverse = mixture->inverse_diagonals + k * d;
      lanes square = all(0);
      UNROLLED
      for (int i = 0; i < LEADING; i++) {
        lanes w = (x[i] - mean[i]) * inverse[i];
        square += w * w;
      }
      lanes score = 0.5 * square - mixture->constants[k];
      bits is_nearer = score < least;
      least = choose(is_nearer, score, least);
      nearest = choose(is_nearer, all((double)k), nearest);
    }
    for (size_t lane = 0; lane < LANES; lane++) block->guesses[row + lane] = (uint32_t)nearest[lane];
  }
}

/// Fills in the order of `count` rows: sorted by their guesses where that may save work, else as they come.
OUTLINED void arrange(const struct elbow_mixture *mixture, const double *values, size_t count,
                      struct block *block) {
  size_t k = mixture->components;
  block->is_arranged = k > 1 && mixture->dimensions >= WORTHWHILE && !mixture->is_diagonal;
  if (!block->is_arranged) {
    for (size_t row = 0; row < count; row++) block->order[row] = (uint32_t)row;
    memset(block->guesses, 0, count * sizeof *block->guesses);
    return;
  }
  guess(mixture, values, count, block);
  memset(block->places, 0, (k + 1) * sizeof *block->places);
  for (size_t row = 0; row < count; row++) block->places[block->guesses[row] + 1]++;
  for (size_t i = 0; i < k; i++) block->places[i + 1] += block->places[i];
  for (size_t row = 0; row < count; row++)
    block->order[block->places[block->guesses[row]]++] = (uint32_t)row;
}
