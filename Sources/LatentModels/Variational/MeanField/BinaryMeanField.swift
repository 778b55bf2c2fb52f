import NumericCore
import RealModule

/// What a person chose about the mean field of two binary latents.
public struct BinaryMeanFieldSettings: Hashable, Sendable {
  /// The one observation x.
  public var x: Double
  /// What each latent adds to its mean.
  public var weight: Double
  /// σ of the noise.
  public var deviation: Double
  /// Where (q₁, q₂) begins.
  public var start: PlanePoint
  /// Whether both factors are updated at once.
  public var isParallel: Bool
  /// The ascent has converged when neither factor moves by more than this in a sweep; 0 never.
  public var tolerance: Double

  /// Settings, the usual ones where nothing is said.
  public init(
    x: Double = 2, weight: Double = 2, deviation: Double = 0.5,
    start: PlanePoint = PlanePoint(x: 0.6, y: 0.4),
    isParallel: Bool = false, tolerance: Double = 1e-10
  ) {
    self.x = x
    self.weight = weight
    self.deviation = deviation
    self.start = start
    self.isParallel = isParallel
    self.tolerance = tolerance
  }

  /// w/σ: the dial. Moved, it moves σ alone, so that x/w is kept.
  public var ratio: Double {
    get { weight / deviation }
    set { deviation = weight / newValue }
  }
}

/// The product law of two binary latents that explain one number together: s₁, s₂ ~ Bernoulli(½) independent,
/// x | s ~ N(w (s₁ + s₂), σ²), and q(s) = q₁(s₁) q₂(s₂).
///
/// A sweep maximises the bound over one factor after the other (coordinate ascent),
///
///     q_j ← sigmoid(w (x − w/2 − w q_{−j}) / σ²).
///
/// Given x the latents are bound together, which no product can say. Where w² q (1 − q) > σ² at the symmetric fixed point q,
/// that point is no longer stable: the field has to decide which of the two latents explains x. Updated at once from equal
/// values, the factors then swap for ever.
public struct BinaryMeanField: VariationalInference {
  /// The short and the long name.
  public static let summary = ModelSummary(
    name: "binary-mean-field", title: "Mean field of two binary latents")

  /// A table of its own, with x as its one row.
  public let data: DataTable
  /// What a person chose.
  public internal(set) var settings: BinaryMeanFieldSettings
  /// (q₁, q₂) now.
  public internal(set) var field: PlanePoint
  /// (q₁, q₂) before, oldest first.
  var history: [PlanePoint] = []
  var course = VariationalCourse()

  /// A field at its start.
  /// - Throws: `.invalidSetting` that says what cannot be used.
  public init(settings: BinaryMeanFieldSettings) throws(FittingError) {
    self.settings = settings
    field = settings.start
    data = DataTable(
      name: "two binary latents", values: Matrix(rows: 1, columns: 1, storage: [settings.x]),
      columnNames: ["x"])
    try FittingError.validate(tolerance: settings.tolerance)
    try FittingError.validate("x", settings.x, "a number that can be squared") { abs($0) < 1e100 }
    try FittingError.validate("w", settings.weight, "positive, and small enough to square") {
      $0 > 0 && $0 < 1e100
    }
    try FittingError.validate("sigma", settings.deviation, "positive, from a thousandth to a million of w") {
      $0 > 1e-3 * settings.weight && $0 < 1e6 * settings.weight
    }
    try Self.validate(settings.start)
  }

  /// Refuses a field that is not strictly between 0 and 1.
  static func validate(_ field: PlanePoint) throws(FittingError) {
    for (name, value) in [("q1", field.x), ("q2", field.y)] {
      try FittingError.validate(name, value, "from 0 to 1, without the ends") { $0 > 0 && $0 < 1 }
    }
  }

  /// The model and what a person chose about it.
  public var plan: VariationalPlan { .binaryMeanField(settings) }
  /// Half-steps taken.
  public var stepsTaken: Int { course.stepsTaken }
  /// Sweeps taken.
  public var iteration: Int { course.iteration }
  /// Sweeps, for ever: there is no parameter to be maximised over.
  public var nextPhase: Phase? { .expectation }
  /// The bytes of the field and its history.
  public var footprint: Int { 512 + 16 * history.count }

  /// The target.
  var target: BinaryTarget { BinaryTarget(settings) }

  /// The longest history that is kept.
  static let longestHistory = 400

  /// A sweep over both factors, in turn or at once.
  public mutating func step(in workspace: Workspace) throws(FittingError) -> StepEvent {
    let target = target
    let before = field
    field.x = target.update(given: before.y)
    field.y = target.update(given: settings.isParallel ? before.x : field.x)
    history.append(before)
    if history.count > Self.longestHistory { history.removeFirst() }
    let account = target.account(field)
    let moved = max(abs(field.x - before.x), abs(field.y - before.y))
    return course.sweep(
      bound: account.evidenceLowerBound, exact: account.logLikelihood, hasSettled: moved < settings.tolerance)
  }

  /// log p(x) and the bound at the present field, of the one observation there is.
  public func evaluation(on data: DataTable) throws(FittingError) -> any Evaluation {
    let account = target.account(field)
    return KnownEvaluation(
      logLikelihood: account.logLikelihood, bound: account.evidenceLowerBound, rows: 1, weight: 1)
  }
}
