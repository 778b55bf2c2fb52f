import NumericCore
import RealModule

/// The parameter of a random-intercept model: y = μ + b + e with b ~ N(0, τ²) for each group and e ~ N(0, σ²) for each row.
public struct RandomInterceptParameters: Hashable, Sendable {
  /// μ.
  public var mean: Double
  /// σ², the variance within groups.
  public var within: Double
  /// τ², the variance of the intercepts.
  public var between: Double

  /// A parameter from its parts.
  public init(mean: Double, within: Double, between: Double) {
    self.mean = mean
    self.within = within
    self.between = between
  }

  /// Whether the conditional law of an intercept has a density under it.
  var isUsable: Bool {
    abs(mean) < DataLimits.largestValue && within > 0 && within < DataLimits.largestValue && between > 0
      && between < DataLimits.largestValue
  }

  /// The same in the data's own units, when this one is in the units of the fit.
  func inOwnUnits(_ transform: UnitTransform, column: Int) -> RandomInterceptParameters {
    let scale = transform.scale[column]
    return RandomInterceptParameters(
      mean: transform.own(mean, column: column), within: within * scale * scale,
      between: between * scale * scale)
  }

  /// The law N(b̂, v) of the intercept of a group given its rows: v = σ²τ² / (σ² + nτ²), b̂ = nτ²(ȳ − μ) / (σ² + nτ²).
  func intercept(of group: InterceptGroups.Group) -> (mean: Double, variance: Double) {
    let total = within + group.count * between
    return (group.count * between * (group.mean - mean) / total, within * between / total)
  }

  /// log N(y; μ1, σ²I + τ²11ᵀ) = −½ [n log 2π + (n − 1) log σ² + log(σ² + nτ²) + Σ(y − ȳ)²/σ² + n(ȳ − μ)²/(σ² + nτ²)], in
  /// which nothing cancels.
  func logDensity(of group: InterceptGroups.Group) -> Double {
    let total = within + group.count * between
    let offset = group.mean - mean
    return -0.5
      * (group.count * log2Pi + (group.count - 1) * .log(within) + .log(total) + group.squares / within
        + group.count * offset * offset / total)
  }
}
