import CKernels
import NumericCore

/// Logistic regressions on one latent: η_j(z) = c_j + a_j z with n_j trials each, of which log p = Σ y_j η_j − A(z) up to what
/// does not depend on z, with A(z) = Σ_j n_j log(1 + e^η_j).
struct LogisticLines: Sendable {
  /// c_j.
  var intercepts: [Double]
  /// a_j.
  var slopes: [Double]
  /// n_j; nil where all are 1.
  var trials: [Double]?

  /// Fills `result` with −A, −A′ and −A″ at each of `z`, and adds the line `constant` + `slope` z.
  func evaluate(
    at z: [Double], constant: Double, slope: Double, into result: inout ScalarCurve
  ) {
    result.reset(count: z.count)
    if let trials {
      elbow_logistic_lines(
        z, z.count, intercepts, slopes, trials, intercepts.count, &result.value, &result.slope,
        &result.curvature)
    } else {
      elbow_logistic_lines(
        z, z.count, intercepts, slopes, nil, intercepts.count, &result.value, &result.slope, &result.curvature
      )
    }
    for k in z.indices {
      result.value[k] = constant + slope * z[k] - result.value[k]
      result.slope[k] = slope - result.slope[k]
      result.curvature[k] = -result.curvature[k]
    }
  }
}

/// Σ_k w_k over nodes of what one line η = c + a z needs for a Newton step, with σ = 1/(1 + e^−η).
struct LogisticSums: Hashable, Sendable {
  /// Σ w log(1 + e^η).
  var softplus = 0.0
  /// Σ w σ.
  var share = 0.0
  /// Σ w σ z.
  var shareZ = 0.0
  /// Σ w σ(1 − σ).
  var spread = 0.0
  /// Σ w σ(1 − σ) z.
  var spreadZ = 0.0
  /// Σ w σ(1 − σ) z².
  var spreadZZ = 0.0

  /// Sums over nothing.
  init() {}

  /// The sums over `nodes`.
  init(_ nodes: WeightedNodes, intercept: Double, slope: Double) {
    var sums = [Double](repeating: 0, count: 6)
    elbow_logistic_sums(nodes.z, nodes.weights, nodes.z.count, intercept, slope, &sums)
    (softplus, share, shareZ) = (sums[0], sums[1], sums[2])
    (spread, spreadZ, spreadZZ) = (sums[3], sums[4], sums[5])
  }

  /// Adds other sums.
  static func += (sums: inout LogisticSums, others: LogisticSums) {
    sums.softplus += others.softplus
    sums.share += others.share
    sums.shareZ += others.shareZ
    sums.spread += others.spread
    sums.spreadZ += others.spreadZ
    sums.spreadZZ += others.spreadZZ
  }
}
