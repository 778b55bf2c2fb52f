import NumericCore
import RealModule

/// The joint law of one number x and two binary latents, and its mean fields.
struct BinaryTarget: Hashable, Sendable {
  let x: Double
  let w: Double
  let sigma: Double

  init(_ settings: BinaryMeanFieldSettings) {
    (x, w, sigma) = (settings.x, settings.weight, settings.deviation)
  }

  /// log p(x, s₁, s₂) of the four states 00, 01, 10, 11.
  var logJoint: [Double] {
    [0.0, 1, 1, 2].map { count in
      let e = (x - w * count) / sigma
      return -2 * Double.log(2) - 0.5 * (log2Pi + e * e) - Double.log(sigma)
    }
  }

  /// p(s_j = 1 | x), the same for both.
  var marginal: Double {
    let terms = logJoint
    return Double.exp(logSumExp([terms[2], terms[3]]) - logSumExp(terms))
  }

  /// The best q_j, the other factor being `other`: log odds E[log p(x, s_j = 1, S) − log p(x, s_j = 0, S)].
  func update(given other: Double) -> Double {
    sigmoid(w * (x - 0.5 * w - w * other) / (sigma * sigma))
  }

  /// The account under the product of q₁ and q₂. E(x − wS)² is the square of its mean plus w² times the variance of S; the
  /// divergence is a sum over the four states.
  func account(_ field: PlanePoint) -> LawAccount {
    let (a, b) = (field.x, field.y)
    let mean = x - w * (a + b)
    let square = mean * mean + w * w * (a * (1 - a) + b * (1 - b))
    let terms = logJoint
    let total = logSumExp(terms)
    let law = [(1 - a) * (1 - b), (1 - a) * b, a * (1 - b), a * b]
    let divergence = zip(law, terms).reduce(0) { sum, state in
      state.0 > 0 ? sum + state.0 * (Double.log(state.0) - (state.1 - total)) : sum
    }
    return LawAccount(
      expectedLogJoint: -2 * Double.log(2) - 0.5 * log2Pi - Double.log(sigma) - 0.5 * square
        / (sigma * sigma),
      entropy: [a, 1 - a, b, 1 - b].reduce(0) { $0 + entropyTerm($1) }, divergence: divergence,
      logLikelihood: total)
  }

  /// The fixed points of the updates.
  ///
  /// The symmetric one, q = f(q), is the only one on the diagonal, since f falls; it is stable while |f′| = w² q(1 − q)/σ² ≤ 1.
  /// Beyond, a pair (q₁, q₂) with q₁ = f(f(q₁)) lies about it: one pair only, for f∘f has a negative Schwarzian derivative.
  var fixedPoints: FixedPoints {
    let middle = Self.root(from: 0, to: 1) { update(given: $0) - $0 }
    let steepness = w * w * middle * (1 - middle) / (sigma * sigma)
    func twice(_ q: Double) -> Double { update(given: update(given: q)) }
    // Just beyond the fork the branches leave like a square root: 1e-6 from the middle there is nothing else to find.
    let first = middle + 1e-6 * (1 - middle)
    guard steepness > 1, twice(first) > first else {
      return FixedPoints(symmetric: middle, steepness: steepness, pair: nil)
    }
    let upper = Self.root(from: first, to: 1) { twice($0) - $0 }
    return FixedPoints(
      symmetric: middle, steepness: steepness, pair: PlanePoint(x: upper, y: update(given: upper)))
  }

  /// What the updates leave as it is.
  struct FixedPoints: Hashable, Sendable {
    /// q with q₁ = q₂ = q.
    let symmetric: Double
    /// w² q(1 − q)/σ² there: the fork is where it is 1.
    let steepness: Double
    /// The pair beyond the fork, the larger first.
    let pair: PlanePoint?

    /// The one with the greatest bound.
    var best: PlanePoint { pair ?? PlanePoint(x: symmetric, y: symmetric) }
  }

  /// Where a function that is positive at `low` and not at `high` changes its sign, to the last bit, by bisection.
  private static func root(from low: Double, to high: Double, of f: (Double) -> Double) -> Double {
    var (low, high) = (low, high)
    for _ in 0..<100 {
      let middle = 0.5 * (low + high)
      guard middle > low, middle < high else { break }
      if f(middle) > 0 { low = middle } else { high = middle }
    }
    return 0.5 * (low + high)
  }
}
