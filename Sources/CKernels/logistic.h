/// Sums of softplus and sigmoid over straight lines in one latent.
///
/// With u = |η| and e = e^−u ≤ 1: log(1 + e^η) = max(η, 0) + log(1 + e), and σ(η) is 1/(1 + e) for η ≥ 0 and e/(1 + e)
/// below. For `lanes.h` and `elementary.h`, which stand before it.

/// e^−|η|, and σ(η) of it.
INLINE lanes logistic(lanes eta, lanes *decay) {
  bits positive = eta > all(0);
  lanes e = exponential(choose(positive, -eta, eta));
  *decay = e;
  return choose(positive, all(1), e) / (1 + e);
}

/// One block of places: what `elbow_logistic_lines` says.
INLINE void logistic_lines(lanes z, size_t count, const double *intercepts, const double *slopes,
                           const double *trials, lanes *value, lanes *slope, lanes *curvature) {
  lanes sum = all(0), first = all(0), second = all(0);
  // Σ log(1 + e) of lines with one trial each is the log of a product, which 512 factors of at most 2 keep in range.
  lanes product = all(1);
  for (size_t j = 0; j < count; j++) {
    lanes eta = intercepts[j] + slopes[j] * z;
    lanes e;
    lanes p = logistic(eta, &e);
    double n = trials ? trials[j] : 1;
    if (trials) {
      sum += n * (larger(eta, all(0)) + logarithm(1 + e));
    } else {
      sum += larger(eta, all(0));
      product *= 1 + e;
      if (j % 512 == 511) {
        sum += logarithm(product);
        product = all(1);
      }
    }
    lanes weighted = n * slopes[j] * p;
    first += weighted;
    second += slopes[j] * (weighted * (1 - p));
  }
  *value = trials ? sum : sum + logarithm(product);
  *slope = first;
  *curvature = second;
}

/// Adds one block of nodes to `sums`: what `elbow_logistic_sums` says.
INLINE void logistic_add(lanes z, lanes w, double intercept, double slope, lanes sums[6]) {
  lanes eta = intercept + slope * z;
  lanes e;
  lanes p = logistic(eta, &e);
  lanes wp = w * p;
  lanes wv = wp * (1 - p);
  sums[0] += w * (larger(eta, all(0)) + logarithm(1 + e));
  sums[1] += wp;
  sums[2] += wp * z;
  sums[3] += wv;
  sums[4] += wv * z;
  sums[5] += wv * z * z;
}
