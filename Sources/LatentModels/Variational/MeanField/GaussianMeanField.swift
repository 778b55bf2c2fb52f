import NumericCore
import RealModule

/// What a person chose about the mean field of two correlated Gaussian latents.
public struct GaussianMeanFieldSettings: Hashable, Sendable {
  /// ρ, between −1 and 1: the dial.
  public var correlation: Double
  /// Where the means of q begin; its variances begin at 1.
  public var start: PlanePoint
  /// Whether both factors are updated at once.
  public var isParallel: Bool
  /// The ascent has converged when neither mean moves by more than this in a sweep; 0 never.
  public var tolerance: Double

  /// Settings, the usual ones where nothing is said.
  public init(
    correlation: Double = 0.9, start: PlanePoint = PlanePoint(x: -1.5, y: 1.5), isParallel: Bool = false,
    tolerance: Double = 1e-10
  ) {
    self.correlation = correlation
    self.start = start
    self.isParallel = isParallel
    self.tolerance = tolerance
  }
}

/// The product of two Gaussian laws that stands for N(0, Σ) with unit variances and correlation ρ.
///
/// With Λ = Σ⁻¹ the best factor given the other is N(−Λ₁₂ m₂ / Λ₁₁, 1/Λ₁₁) = N(ρ m₂, 1 − ρ²): the means go home, each sweep ρ²
/// of the way left, and the variances are those of the conditional laws, too small by 1 − ρ² as marginal ones. What is lost is
/// ½ (Σ log Λ_jj − log |Λ|) = −½ log(1 − ρ²).
public struct GaussianMeanField: VariationalInference {
  /// The short and the long name.
  public static let summary = ModelSummary(
    name: "gaussian-mean-field", title: "Mean field of two correlated Gaussian latents")

  /// A table of its own: the target's mean.
  public let data: DataTable
  /// What a person chose.
  public internal(set) var settings: GaussianMeanFieldSettings
  /// The means of q.
  public internal(set) var mean: PlanePoint
  /// The variances of q.
  public internal(set) var variance: PlanePoint
  var course = VariationalCourse()

  /// A field at its start.
  /// - Throws: `.invalidSetting` that says what cannot be used.
  public init(settings: GaussianMeanFieldSettings) throws(FittingError) {
    self.settings = settings
    mean = settings.start
    variance = PlanePoint(x: 1, y: 1)
    data = DataTable(
      name: "correlated Gaussian", values: Matrix(rows: 1, columns: 2), columnNames: ["z1", "z2"])
    try FittingError.validate(tolerance: settings.tolerance)
    try Self.validate(correlation: settings.correlation)
    for value in [mean.x, mean.y] {
      try FittingError.validate("start", value, "a number that can be squared") { abs($0) < 1e100 }
    }
  }

  static func validate(correlation: Double) throws(FittingError) {
    try FittingError.validate("correlation", correlation, "between -0.9999 and 0.9999") { abs($0) <= 0.9999 }
  }

  /// The model and what a person chose about it.
  public var plan: VariationalPlan { .gaussianMeanField(settings) }
  /// Half-steps taken.
  public var stepsTaken: Int { course.stepsTaken }
  /// Sweeps taken.
  public var iteration: Int { course.iteration }
  /// Sweeps, for ever: there is no parameter to be maximised over.
  public var nextPhase: Phase? { .expectation }
  /// The bytes of two means and two variances.
  public var footprint: Int { 512 }

  /// A sweep over both factors, in turn or at once.
  public mutating func step(in workspace: Workspace) throws(FittingError) -> StepEvent {
    let rho = settings.correlation
    let before = (mean, variance)
    mean.x = rho * before.0.y
    mean.y = rho * (settings.isParallel ? before.0.x : mean.x)
    variance = PlanePoint(x: 1 - rho * rho, y: 1 - rho * rho)
    let account = account
    let moved = max(
      abs(mean.x - before.0.x), abs(mean.y - before.0.y), abs(variance.x - before.1.x),
      abs(variance.y - before.1.y))
    return course.sweep(
      bound: account.evidenceLowerBound, exact: account.logLikelihood, hasSettled: moved < settings.tolerance)
  }

  /// The account of the target, whose density is normalised: log p is 0, and the bound is minus the gap. E log p from the
  /// moments of q under Λ; the divergence by the formula for two Gaussian laws, ½ [tr Λ D + mᵀ Λ m − 2 + log |Σ| − log |D|],
  /// with Λ through the Cholesky factor of Σ.
  var account: LawAccount {
    let rho = settings.correlation
    let rest = 1 - rho * rho
    let quadratic =
      (mean.x * mean.x + variance.x + mean.y * mean.y + variance.y - 2 * rho * mean.x * mean.y) / rest
    // L = (1, 0; ρ, √(1 − ρ²)): tr(L⁻¹ D L⁻ᵀ) and ‖L⁻¹ m‖².
    let second = (mean.y - rho * mean.x) / rest.squareRoot()
    let trace = variance.x + (rho * rho * variance.x + variance.y) / rest
    let logRest = Double.log(onePlus: -rho * rho)
    return LawAccount(
      expectedLogJoint: -log2Pi - 0.5 * logRest - 0.5 * quadratic,
      entropy: log2Pi + 1 + 0.5 * (Double.log(variance.x) + Double.log(variance.y)),
      divergence: 0.5
        * (trace + mean.x * mean.x + second * second - 2 + logRest - Double.log(variance.x)
          - Double.log(variance.y)),
      logLikelihood: 0)
  }

  /// −½ log(1 − ρ²): what the best product law loses.
  static func gap(correlation rho: Double) -> Double { -0.5 * Double.log(onePlus: -rho * rho) }

  /// The bound of the target: there are no data.
  public func evaluation(on data: DataTable) throws(FittingError) -> any Evaluation {
    KnownEvaluation(logLikelihood: 0, bound: account.evidenceLowerBound, rows: 1, weight: 1)
  }
}
