import NumericCore
import RealModule

/// The variational bound of a denoiser on rows, measured level by level from the noisiest: one piece is one term.
public struct VariationalBoundStudy: Study {
  private let denoiser: any Denoiser
  private let reference: (any Denoiser)?
  private let rows: DiffusionRows
  private let grid: NoiseGrid
  private let integral: NoiseIntegral
  private let given: ErrorCurve?

  /// The bound, with the terms measured so far.
  public private(set) var findings: VariationalBound
  /// E‖ε̂ − ε*‖²/D at the levels so far, where there is a reference.
  public private(set) var excesses: [Excess] = []

  /// The bound of `denoiser` along `grid` on `rows`.
  ///
  ///     reference   the exact denoiser of the law that the rows come from, to tell what is left to learn: E‖x̂₀ − x̂₀*‖² with the
  ///                 same noise for both
  ///     errors      the D that the best variances are made for, such as on the rows of the training; nil for those measured here,
  ///                 which is best for these very rows
  /// - Throws: `.invalidSetting` where the parts do not go together or there is no likelihood.
  public init(
    _ denoiser: any Denoiser, rows: DiffusionRows, grid: NoiseGrid, variance: ReverseVariance,
    average: NoiseAverage, reference: (any Denoiser)? = nil, errors: ErrorCurve? = nil
  ) throws(FittingError) {
    try rows.validate(for: denoiser)
    if let reference { try rows.validate(for: reference) }
    try average.validate(dimensions: rows.dimensions)
    guard denoiser.hasLikelihood else { throw .noLikelihood }
    guard !grid.addsNoise, grid.levels[grid.steps] == .none else {
      throw .invalidSetting(
        name: "levels", found: "some that do not end at the data", expected: "noise to data")
    }
    guard variance != .exact || denoiser is any ExactDenoiser else {
      throw .invalidSetting(
        name: "reverse variance", found: "exact",
        expected: "another one: the denoiser does not know its own error")
    }
    self.denoiser = denoiser
    self.reference = reference
    self.rows = rows
    self.grid = grid
    self.given = errors
    integral = NoiseIntegral(average, dimensions: rows.dimensions)
    findings = VariationalBound(
      grid: grid, dimensions: rows.dimensions, secondMoment: rows.secondMoment, variance: variance)
  }

  /// How many terms were measured.
  public var done: Int { findings.terms.count }
  /// How many there are.
  public var planned: Int { grid.steps }

  /// Measures the next term.
  public mutating func advance(in workspace: Workspace) throws(FittingError) {
    guard done < planned else { return }
    let step = ChainStep(grid, done, dimensions: rows.dimensions)
    let (denoiser, reference, variance) = (denoiser, reference, findings.variance)
    let (n, d) = (Double(rows.count), Double(rows.dimensions))
    let width = 1 + (reference == nil ? 0 : 1) + (variance == .exact ? 1 : 0)
    let found = integral.means(of: rows, at: step.level, step: step.number, width: width, in: workspace) {
      points in
      let clean = denoiser.denoised(points.noisy, at: step.level, labels: points.labels, in: workspace)
      var quantities = [squaredDistances(clean, points.clean)]
      if let reference {
        let exact = reference.denoised(points.noisy, at: step.level, labels: points.labels, in: workspace)
        quantities.append(squaredDistances(clean, exact))
      }
      if variance == .exact, let denoiser = denoiser as? any ExactDenoiser {
        let spreads = denoiser.conditionalVariances(points.noisy, at: step.level, in: workspace)
        quantities.append(
          zip(quantities[0], spreads).map { error, spread in
            step.cost(error: error, gain: step.gain(.exact, spread: spread), spread: spread)
          })
      }
      return quantities
    }
    guard !workspace.cancellation.isCancelled else { throw .cancelled }
    func mean(_ quantity: Int) -> (value: Double, deviation: Double) {
      (
        found.means[quantity].reduce(0, +) / n, found.variances[quantity].reduce(0, +).squareRoot() / n
      )
    }
    let error = mean(0)
    if reference != nil {
      let scale = step.level.signalToNoise / d
      excesses.append(Excess(perDimension: scale * mean(1).value, standardError: scale * mean(1).deviation))
    }
    // Over the law of the reference the errors of the two are that far apart; the difference of two losses would be noisier.
    let least = reference.map { _ in max(error.value - mean(1).value, 1e-6 * error.value) }
    let whole = variance == .exact ? mean(width - 1) : nil
    findings.terms.append(
      LevelTerm(
        step, variance, error: error.value, errorDeviation: error.deviation,
        leastError: least,
        spread: given?.value(at: step.level) ?? error.value,
        measured: whole.map { ($0.value, $0.deviation) }))
  }

  /// The total over the rows, in the data's own units; none before the last term.
  public var scores: [Score] {
    guard isFinished else { return [] }
    let n = Double(rows.count)
    let open = n * findings.standardError
    return [
      Score(
        name: "variational bound",
        objective: Objective(
          open > 0 ? .estimatedBound(standardError: open) : .bound, nats: n * (findings.nats - rows.logScale)),
        rows: rows.count)
    ]
  }
}
