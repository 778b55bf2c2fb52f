import NumericCore
import RealModule

/// How far x̂₀ is from x₀ at each of many levels of noise, and what follows from that: one piece is one level.
///
/// For a row x₀ with D(s) = E‖x₀ − x̂₀(x_t)‖² at the signal-to-noise ratio s, the exact denoiser of a law has
///
///     −log p(x₀) = (d/2) log 2πe − ½ ∫₀^∞ [d/(1 + s) − D(s)] ds        (Kong, Brekelmans & Ver Steeg, 2023)
///
/// which any other denoiser makes a bound in the mean. The integral is taken over log s by the trapezoidal rule: both ends fall off
/// exponentially.
public struct ErrorStudy: Study {
  /// Whose errors.
  private let denoiser: any Denoiser
  /// The denoiser it is measured against, with the same noise.
  private let reference: (any Denoiser)?
  private let rows: DiffusionRows
  private let integral: NoiseIntegral
  /// x̂₀ for noisy rows, where each is told apart from the rows the denoiser knows.
  private let leavesOneOut: Bool
  private let keepsRows: Bool
  /// The places: log s, ascending.
  public let logRatios: [Double]

  /// E‖x₀ − x̂₀‖², the mean over the rows, at the places so far.
  private var errors: [Double] = []
  private var standardErrors: [Double] = []
  /// E‖x₀ − x̂₀‖² of each row at the places so far (places × rows), where that is kept.
  public private(set) var rowErrors: [[Double]] = []
  /// E‖ε̂ − ε*‖²/D and its standard error at the places so far, where there is a reference.
  public private(set) var excesses: [Excess] = []
  /// ∫ s D(s) d log s of each row, so far, and what the draws leave open of it.
  private var areas: [Double]
  private var areaVariance = 0.0

  /// The errors of `denoiser` on `rows`.
  ///
  ///     reference   an exact denoiser, to have E‖ε̂ − ε*‖² with the same noise for both
  ///     logRatios   the places, ascending
  ///     keepsRows   whether the errors of each row are kept
  /// - Throws: `.invalidSetting` where the parts do not go together.
  public init(
    _ denoiser: any Denoiser, rows: DiffusionRows, reference: (any Denoiser)? = nil, average: NoiseAverage,
    logRatios: [Double] = ErrorStudy.evenPlaces(), leavesOneOut: Bool = false,
    keepsRows: Bool = false
  ) throws(FittingError) {
    try rows.validate(for: denoiser)
    if let reference { try rows.validate(for: reference) }
    try average.validate(dimensions: rows.dimensions)
    guard !logRatios.isEmpty, zip(logRatios, logRatios.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw .invalidSetting(
        name: "places", found: "not ascending", expected: "ascending log signal-to-noise ratios")
    }
    if leavesOneOut, (denoiser as? EmpiricalDenoiser)?.rows.rows != rows.count {
      throw .invalidSetting(
        name: "leave-one-out", found: "a denoiser that does not know the rows one by one",
        expected: "the empirical one of the same rows")
    }
    self.denoiser = denoiser
    self.reference = reference
    self.rows = rows
    self.logRatios = logRatios
    self.leavesOneOut = leavesOneOut
    self.keepsRows = keepsRows
    integral = NoiseIntegral(average, dimensions: rows.dimensions)
    areas = Array(repeating: 0, count: rows.count)
  }

  /// Evenly spread places from `first` to `last`, which for the integral are to reach where noise is all and where it is nothing.
  public static func evenPlaces(from first: Double = -13, to last: Double = 13, count: Int = 105) -> [Double]
  {
    (0..<max(count, 2)).map { first + (last - first) * Double($0) / Double(max(count, 2) - 1) }
  }

  /// How many levels were measured.
  public var done: Int { errors.count }
  /// How many there are.
  public var planned: Int { logRatios.count }

  /// The curve so far; nil before the first level.
  public var findings: ErrorCurve? {
    errors.isEmpty
      ? nil
      : ErrorCurve(logRatios: Array(logRatios.prefix(done)), errors: errors, standardErrors: standardErrors)
  }

  /// Measures the next level.
  public mutating func advance(in workspace: Workspace) throws(FittingError) {
    guard done < planned else { return }
    let place = done
    let level = NoiseLevel(logSignalToNoise: logRatios[place])
    let (denoiser, reference, leavesOneOut) = (denoiser, reference, leavesOneOut)
    let found = integral.means(
      of: rows, at: level, step: place, width: reference == nil ? 1 : 2, in: workspace
    ) { points in
      let clean =
        leavesOneOut
        ? (denoiser as? EmpiricalDenoiser)?.denoised(
          points.noisy, at: level, leavingOut: points.origins, in: workspace) ?? points.noisy
        : denoiser.denoised(points.noisy, at: level, labels: points.labels, in: workspace)
      let errors = squaredDistances(clean, points.clean)
      guard let reference else { return [errors] }
      let exact = reference.denoised(points.noisy, at: level, labels: points.labels, in: workspace)
      return [errors, squaredDistances(clean, exact)]
    }
    guard !workspace.cancellation.isCancelled else { throw .cancelled }
    let n = Double(rows.count)
    errors.append(found.means[0].reduce(0, +) / n)
    standardErrors.append(found.variances[0].reduce(0, +).squareRoot() / n)
    if keepsRows { rowErrors.append(found.means[0]) }
    let ratio = Double.exp(logRatios[place])
    if reference != nil {
      // ε̂ − ε* = −(α/σ)(x̂₀ − x̂₀*).
      let scale = ratio / Double(rows.dimensions)
      excesses.append(
        Excess(
          perDimension: scale * found.means[1].reduce(0, +) / n,
          standardError: scale * found.variances[1].reduce(0, +).squareRoot() / n))
    }
    let width = trapezoid(place)
    for row in areas.indices { areas[row] += width * ratio * found.means[0][row] }
    areaVariance += width * width * ratio * ratio * found.variances[0].reduce(0, +)
  }

  /// The weight of a place in the trapezoidal rule.
  private func trapezoid(_ place: Int) -> Double {
    let left = place > 0 ? logRatios[place] - logRatios[place - 1] : 0
    let right = place + 1 < logRatios.count ? logRatios[place + 1] - logRatios[place] : 0
    return 0.5 * (left + right)
  }

  /// log p of each row by the integral, in the data's own units; nil before the last level.
  public var logLikelihoods: [Double]? {
    guard isFinished else { return nil }
    let d = Double(rows.dimensions)
    // ∫ d s/(1 + s) d log s by the same rule, so that what it leaves out is left out of both.
    let whole = logRatios.indices.reduce(0) { $0 + trapezoid($1) * sigmoid(logRatios[$1]) }
    return areas.map { area in
      -0.5 * d * (log2Pi + 1) + 0.5 * (d * whole - area) - rows.logScale
    }
  }

  /// The total: an estimate for an exact denoiser, which a learned one makes an estimate of a bound.
  public var scores: [Score] {
    guard let logLikelihoods else { return [] }
    let open = 0.5 * areaVariance.squareRoot()
    let kind: Objective.Kind =
      denoiser is any ExactDenoiser
      ? .estimate(standardError: open)
      : open > 0 ? .estimatedBound(standardError: open) : .bound
    return denoiser.hasLikelihood
      ? [
        Score(
          name: "I-MMSE integral", objective: Objective(kind, nats: logLikelihoods.reduce(0, +)),
          rows: rows.count)
      ] : []
  }
}
