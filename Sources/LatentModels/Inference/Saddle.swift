import NumericCore

/// A point where the gradient of the log-likelihood is 0 and which is no maximum: in some direction it curves upwards. EM
/// started there, or on the set that it draws to it, stays (Murray, 1977).
public struct Saddle: Hashable, Sendable {
  /// The free parameter that has most part in the direction in which ℓ rises to both sides.
  public let parameter: String
}

extension Saddle: CustomStringConvertible {
  /// What it is and what to do.
  public var description: String {
    "a saddle, no maximum: the log-likelihood rises to both sides along \(parameter); start elsewhere"
  }
}

extension ObservedInformation {
  /// The saddle that the parameter lies on; nil at a maximum, where ℓ is flat, or where the gradient is not 0.
  ///
  /// With I_com positive definite, I_obs has a negative eigenvalue if and only if I_com⁻¹ I_mis has one above 1: there an
  /// iteration of EM moves away. How far from 0 the gradient g is, √(gᵀ I_com⁻¹ g) says, in standard errors of the complete
  /// data.
  public var saddle: Saddle? {
    guard let rate, rate > 1 + Self.leastRise, let completeCovariance, let slowestParameter else {
      return nil
    }
    let square = zip(completeCovariance * gradient, gradient).reduce(0) { $0 + $1.0 * $1.1 }
    guard square.squareRoot() <= Self.farthest else { return nil }
    return Saddle(parameter: slowestParameter)
  }

  /// Where the data do not determine all parameters, differences make so much of what is none.
  private static let leastRise = 1e-3
}

extension AnyEMModel {
  /// The saddle that the present parameter lies on; nil where there is none, or where the observed information, which tells,
  /// would take more than about a second.
  /// - Throws: `.cancelled`, or what the information cannot be computed for.
  public func saddle(in workspace: Workspace) throws(FittingError) -> Saddle? {
    guard informationIsCheap else { return nil }
    return try base.information(in: workspace).saddle
  }

  /// Whether the observed information takes about ten million multiplications at most, with all that comes with them: N p² by
  /// Louis's formula, and by differences 8p half-steps and 32p² evaluations of Q at D³ each.
  private var informationIsCheap: Bool {
    let count = Double(free.values.count)
    let order = Double(data.dimensions)
    let work =
      if case .mixture = plan {
        Double(data.rows) * count * count
      } else {
        8 * count * Double(plan.work(on: data)) + 32 * count * count * order * order * order
      }
    return work <= 1e7
  }
}
