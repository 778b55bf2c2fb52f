import NumericCore

extension MixtureDensity {
  /// The statistics of `values` under any conditional law of the component, not only the exact one.
  ///
  ///     responsibilities   N × K, every row adds up to 1
  ///     values             N × D, in the units of the fit
  ///
  /// `logLikelihood` and `classificationLoss` stay 0: they belong to the exact law.
  package func statistics(
    of values: Matrix<Double>, under responsibilities: Matrix<Double>
  ) -> MixtureStatistics {
    let (k, d) = (parameters.components, parameters.dimensions)
    precondition(
      responsibilities.rows == values.rows && responsibilities.columns == k && values.columns == d,
      "a law of \(responsibilities.rows)x\(responsibilities.columns) and rows of "
        + "\(values.rows)x\(values.columns) for \(k) components in \(d) dimensions")
    var result = MixtureStatistics(centres: parameters.means)
    for row in 0..<values.rows {
      for component in 0..<k {
        let r = responsibilities[row, component]
        let offset = (0..<d).map { values[row, $0] - parameters.means[component, $0] }
        result.counts[component] += r
        result.entropySum += entropyTerm(r)
        for i in 0..<d {
          result.shifts[component, i] += r * offset[i]
          for j in 0...i { result.products[(component * d + i) * d + j] += r * offset[i] * offset[j] }
        }
      }
    }
    result.weight = Double(values.rows)
    return result
  }

  /// The bound F(θ, q) = Σ_i E_q[log p_θ(x_i, Z_i)] + H(q) at this θ and any law q (N × K), in nats, in the units of the
  /// fit. It lies below ℓ(θ) by KL(q ‖ p_θ(·|x)), and touches it at the exact law (Neal & Hinton, 1998).
  package func bound(
    under responsibilities: Matrix<Double>, on values: Matrix<Double>
  ) -> Double {
    let statistics = statistics(of: values, under: responsibilities)
    return expectedLogJoint(statistics) + statistics.entropySum
  }
}
