/// What a person chooses about a fit of a random intercept. The groups are the labels of the table.
public struct RandomInterceptSettings: EMSettings {
  /// Which column is the response.
  public var response: Int
  /// Where the fit starts.
  public var start: RandomInterceptStart
  /// The fit has converged when the mean log-likelihood per row changes by less than this over an iteration; 0 never.
  public var tolerance: Double
  /// How the half-steps are carried out.
  public var method: EMMethod
  /// Names the random numbers of the fit.
  public var seed: UInt64

  /// Settings; the defaults are those of the command line.
  public init(
    response: Int = 0, start: RandomInterceptStart = .even, tolerance: Double = 1e-9,
    method: EMMethod = .em, seed: UInt64 = 42
  ) {
    self.response = response
    self.start = start
    self.tolerance = tolerance
    self.method = method
    self.seed = seed
  }

  /// The model and these settings.
  public var plan: EMPlan { .randomIntercept(self) }
}

/// Where a fit of a random intercept starts.
public enum RandomInterceptStart: Hashable, Sendable {
  /// The mean of all rows, and half of their variance within groups and between them.
  case even
  /// A given parameter, in the units of the fit.
  case given(RandomInterceptParameters)

  /// The name that files and the settings use.
  public var name: String {
    switch self {
    case .even: "even"
    case .given: "given"
    }
  }

  /// The parameter to start from.
  func parameters(for groups: InterceptGroups) throws(FittingError) -> RandomInterceptParameters {
    switch self {
    case .even:
      return RandomInterceptParameters(
        mean: groups.mean, within: groups.variance / 2, between: groups.variance / 2)
    case .given(let given):
      guard given.isUsable else {
        throw .invalidStart(reason: "a variance is not positive, or a number is too large to square")
      }
      return given
    }
  }
}
