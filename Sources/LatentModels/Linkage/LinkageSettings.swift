/// What a person chooses about a fit of the linkage multinomial.
public struct LinkageSettings: EMSettings {
  /// Which column holds the counts.
  public var column: Int
  /// θ at the start, between 0 and 1.
  public var start: Double
  /// The fit has converged when the mean log-likelihood per individual changes by less than this over an iteration; 0 never.
  public var tolerance: Double
  /// How the half-steps are carried out.
  public var method: EMMethod
  /// Names the random numbers of the fit.
  public var seed: UInt64

  /// Settings; the defaults are those of the command line.
  public init(
    column: Int = 0, start: Double = 0.5, tolerance: Double = 1e-9, method: EMMethod = .em,
    seed: UInt64 = 42
  ) {
    self.column = column
    self.start = start
    self.tolerance = tolerance
    self.method = method
    self.seed = seed
  }

  /// The model and these settings.
  public var plan: EMPlan { .linkage(self) }

  /// θ is kept so far from 0 and 1, where a cell would be impossible.
  static let margin = 1e-9

  /// Refuses what no fit can use.
  func validate(_ dimensions: Int) throws(FittingError) {
    try validateMethod()
    guard (0..<dimensions).contains(column) else {
      throw .invalidSetting(
        name: "column of counts", found: "column \(column + 1)",
        expected: dimensions == 1 ? "the only one, column 1" : "one of the \(dimensions) columns")
    }
    guard start > 0, start < 1 else {
      throw .invalidSetting(name: "start", found: String(start), expected: "above 0 and below 1")
    }
  }
}
