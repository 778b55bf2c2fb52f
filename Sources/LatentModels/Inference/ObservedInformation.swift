import NumericCore
import RealModule

/// What the data say about each free parameter of a model at its present parameter, and what they would say if nothing
/// were latent.
///
/// With complete score S and complete negative Hessian B of a unit (Louis, 1982),
///
///     I_obs = Σ { E[B | x] − Var(S | x) } = I_com − I_mis,
///
/// and near a maximum EM moves the error by I_com⁻¹ I_mis in each iteration, so that its largest eigenvalue is the rate of
/// EM and the largest fraction of missing information (Dempster, Laird & Rubin, 1977).
///
///     p   free parameters, in the order of `estimates`, in the data's own units
public struct ObservedInformation: Hashable, Sendable {
  /// The free parameters at which it was taken.
  public let estimates: FreeParameters
  /// I_com = −∂²Q(θ′; θ)/∂θ′² at θ′ = θ: p × p.
  public let complete: Matrix<Double>
  /// I_obs = −∂²ℓ/∂θ²: p × p.
  public let observed: Matrix<Double>
  /// G = Σ s sᵀ over the units, with s the gradient of log p of a unit: p × p.
  public let scoreProducts: Matrix<Double>
  /// ∂ℓ/∂θ: p numbers; 0 at a maximum.
  public let gradient: [Double]

  /// I_obs⁻¹; nil where I_obs is not positive definite, or next to singular beside I_com.
  public let covariance: Matrix<Double>?
  /// I_obs⁻¹ G I_obs⁻¹ (White, 1982).
  public let sandwich: Matrix<Double>?
  /// I_com⁻¹: what the covariance would be if nothing were latent; nil where I_com is not positive definite.
  public let completeCovariance: Matrix<Double>?
  /// The largest eigenvalue of I_com⁻¹ I_mis: what is left of the error of EM after one more iteration.
  public let rate: Double?
  /// The direction in which EM is slowest, which belongs to `rate`: p numbers, of length 1 in standard errors of the
  /// complete data, the largest of them positive.
  public let slowestDirection: [Double]?
  /// How far the maximum is, in standard errors: √(gᵀ I_obs⁻¹ g) with the gradient g.
  public let distance: Double?

  /// What is known at `estimates` from the two informations, the products of the scores and the gradient.
  public init(
    estimates: FreeParameters, complete: Matrix<Double>, observed: Matrix<Double>,
    scoreProducts: Matrix<Double>, gradient: [Double]
  ) {
    self.estimates = estimates
    self.complete = complete
    self.observed = observed
    self.scoreProducts = scoreProducts
    self.gradient = gradient
    let slowest = Self.slowest(complete: complete, observed: observed)
    let isDetermined = slowest.map { 1 - $0.rate > Self.leastShare } ?? true
    covariance = isDetermined ? observed.inverse(inUnitsOf: complete) : nil
    completeCovariance = complete.inverse(inUnitsOf: complete)
    sandwich = covariance.map { ($0 * scoreProducts * $0).symmetrised }
    distance = covariance.map { inverse in
      max(0, zip(inverse * gradient, gradient).reduce(0) { $0 + $1.0 * $1.1 }).squareRoot()
    }
    rate = slowest?.rate
    slowestDirection = slowest?.direction
  }

  /// I_mis = I_com − I_obs.
  public var missing: Matrix<Double> { complete + -1 * observed }

  /// 1 − (SE_com / SE)² for each parameter: the part of its information that is missing.
  public var missingFractions: [Double]? {
    guard let covariance, let completeCovariance else { return nil }
    return zip(completeCovariance.diagonal, covariance.diagonal).map { 1 - $0 / $1 }
  }

  /// The covariance of the estimates that a kind of standard error stands on; nil where it has none of its own, or where
  /// `obstacle` says why not.
  public func covariance(_ kind: StandardErrorKind) -> Matrix<Double>? {
    switch kind {
    case .louis: covariance
    case .sandwich: sandwich
    case .none, .bootstrap, .parametricBootstrap: nil
    }
  }

  /// The standard errors of that kind.
  public func standardErrors(_ kind: StandardErrorKind) -> [Double]? {
    covariance(kind)?.diagonal.map { max(0, $0).squareRoot() }
  }

  /// Why there are no standard errors, or why they are not to be trusted; nil where nothing stands in the way.
  public var obstacle: InformationObstacle? {
    guard gradient.allSatisfy(\.isFinite), observed.storage.allSatisfy(\.isFinite) else { return .notFinite }
    guard let distance else {
      return .notPositiveDefinite(along: slowestParameter)
    }
    return distance > Self.farthest ? .notAtMaximum(distance: distance) : nil
  }

  /// The parameter that has most part in the direction in which EM is slowest, with each in its complete-data standard
  /// error; where ℓ does not fall in every direction, it is one of those in which it does not.
  var slowestParameter: String? {
    slowestDirection.map { direction in
      let units = completeCovariance?.diagonal.map { max($0, 0).squareRoot() }
      let sizes = zip(direction, units ?? direction.map { _ in 1 }).map { abs($0) / $1 }
      return estimates.names[sizes.indices.max { sizes[$0] < sizes[$1] } ?? 0]
    }
  }

  /// A direction of which less than this share of the complete information is observed is taken to be flat: differences
  /// tell no smaller share from none.
  private static let leastShare = 1e-7

  /// Farther from the maximum than so many standard errors, the curvature is not that of the maximum.
  static let farthest = 0.1

  /// With I_com = L Lᵀ, the matrix L⁻¹ I_obs L⁻ᵀ is symmetric and has the eigenvalues 1 − rate; v = L⁻ᵀ u.
  private static func slowest(
    complete: Matrix<Double>, observed: Matrix<Double>
  ) -> (rate: Double, direction: [Double])? {
    guard let factor = Cholesky(complete), complete.rows > 0 else { return nil }
    guard let eigen = SymmetricEigen(factor.whitening(observed)), let least = eigen.values.last else {
      return nil
    }
    let u = eigen.vectors.column(eigen.values.count - 1)
    // L⁻ᵀ u = A⁻¹ L u.
    var direction = factor.solve(factor.lower * u)
    if let largest = direction.max(by: { abs($0) < abs($1) }), largest < 0 {
      direction = direction.map { -$0 }
    }
    return (1 - least, direction)
  }
}

/// What stands in the way of standard errors.
public enum InformationObstacle: Hashable, Sendable {
  /// The maximum is so many standard errors away: the fit has not converged, or a ridge holds it elsewhere.
  case notAtMaximum(distance: Double)
  /// ℓ does not fall in every direction: a saddle, or a parameter that the data do not determine; the parameter that has
  /// most part in it, where it is known.
  case notPositiveDefinite(along: String?)
  /// Something is not a number: a parameter on the edge of its space.
  case notFinite
}

extension InformationObstacle: CustomStringConvertible {
  /// What stands in the way and what to do.
  public var description: String {
    switch self {
    case .notAtMaximum(let distance):
      "the maximum is about \(shortNumber((distance * 100).rounded() / 100)) standard errors away: "
        + "lower the tolerance or the ridge"
    case .notPositiveDefinite(let name):
      "the log-likelihood does not fall in every direction"
        + (name.map { " (most of all along \($0))" } ?? "")
        + ": no standard errors from its curvature; this is no maximum, or the data do not determine the parameter"
    case .notFinite:
      "a parameter lies on the edge of its space, where the log-likelihood has no curvature: "
        + "no standard errors; use a bootstrap"
    }
  }
}

extension Matrix<Double> {
  /// The inverse; nil unless it is positive definite beyond rounding. Rows and columns are first divided by the roots of the
  /// diagonal of `reference`, so that units do not matter.
  func inverse(inUnitsOf reference: Matrix<Double>) -> Matrix<Double>? {
    let units = reference.diagonal.map { $0.squareRoot() }
    guard units.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    var scaled = self
    for i in 0..<rows {
      for j in 0..<columns { scaled[i, j] /= units[i] * units[j] }
    }
    guard let factor = Cholesky(scaled), factor.lower.diagonal.allSatisfy({ $0 > 1e-6 }) else { return nil }
    var result = factor.inverse
    for i in 0..<rows {
      for j in 0..<columns { result[i, j] /= units[i] * units[j] }
    }
    return result
  }

  /// ½(A + Aᵀ).
  var symmetrised: Matrix<Double> { 0.5 * (self + transposed) }
}
