import NumericCore

/// What a person chooses about a fit of a multivariate normal law.
public struct NormalSettings: EMSettings {
  /// Whether the mean is known to be zero, in the data's own units; otherwise it is estimated.
  public var isMeanZero: Bool
  /// Where the fit starts.
  public var start: NormalStart
  /// The fit has converged when the mean log-likelihood per row changes by less than this over an iteration; 0 never.
  public var tolerance: Double
  /// How the half-steps are carried out.
  public var method: EMMethod
  /// Names the random numbers of the fit.
  public var seed: UInt64

  /// Settings; the defaults are those of the command line.
  public init(
    isMeanZero: Bool = false, start: NormalStart = .moments, tolerance: Double = 1e-9,
    method: EMMethod = .em, seed: UInt64 = 42
  ) {
    self.isMeanZero = isMeanZero
    self.start = start
    self.tolerance = tolerance
    self.method = method
    self.seed = seed
  }

  /// The model and these settings.
  public var plan: EMPlan { .normal(self) }
}

/// Where a fit of a multivariate normal law starts.
public enum NormalStart: Hashable, Sendable {
  /// The means and the covariance of the values there are.
  case moments
  /// The means of the values there are, and the unit matrix.
  case identity
  /// The means and the variances of the values there are, and one correlation for every pair of columns.
  case correlation(Double)
  /// A given parameter, in the units of the fit.
  case given(NormalParameters)

  /// The name that files and the settings use.
  public var name: String {
    switch self {
    case .moments: "moments"
    case .identity: "identity"
    case .correlation(let correlation): "correlation:\(correlation)"
    case .given: "given"
    }
  }

  /// The start of that name, or the correlation; nil if there is none. A given parameter has none.
  public init?(name: String) {
    switch name {
    case "moments": self = .moments
    case "identity": self = .identity
    default:
      let number = name.hasPrefix("correlation:") ? String(name.dropFirst("correlation:".count)) : name
      guard let correlation = Double(number), correlation.isFinite else { return nil }
      self = .correlation(correlation)
    }
  }

  /// The parameter to start from.
  /// - Parameter mean: the mean that is known, in the units of the fit; nil if it is estimated.
  func parameters(moments: Moments, mean known: [Double]?) throws(FittingError) -> NormalParameters {
    let found = NormalParameters(moments, about: known)
    let d = found.dimensions
    switch self {
    case .moments:
      guard found.isUsable else { throw .singularCovariance }
      return found
    case .identity:
      return NormalParameters(mean: found.mean, covariance: .identity(d))
    case .correlation(let correlation):
      guard correlation < 1, correlation * Double(d - 1) > -1 else {
        throw .invalidSetting(
          name: "correlation to start from", found: shortNumber(correlation),
          expected: d > 1 ? "above \(shortNumber(-1 / Double(d - 1))) and below 1" : "below 1")
      }
      var result = found
      for i in 0..<d {
        for j in 0..<d where i != j {
          let variances = found.covariance[i, i] * found.covariance[j, j]
          result.covariance[i, j] = correlation * variances.squareRoot()
        }
      }
      guard result.isUsable else { throw .singularCovariance }
      return result
    case .given(let given):
      guard given.dimensions == d else {
        throw .invalidStart(reason: "it has \(given.dimensions) columns, and the data have \(d)")
      }
      guard given.isUsable, known ?? given.mean == given.mean else {
        throw .invalidStart(
          reason: "its covariance is not positive definite, or its mean is not the one that is known")
      }
      return given
    }
  }
}

extension NormalParameters {
  /// The law with these moments; about a known mean, the covariance is that of the squares about it.
  init(_ moments: Moments, about known: [Double]?) {
    self.init(mean: known ?? moments.mean, covariance: moments.covariance)
    guard let known else { return }
    let offset = zip(moments.mean, known).map { $0 - $1 }
    for i in offset.indices {
      for j in offset.indices { covariance[i, j] += offset[i] * offset[j] }
    }
  }
}
