import NumericCore
import RealModule

/// Where the nats of many rows go, row by row in a random order: of all training rows, or of a sample of them.
///
///     ℓ(θ̂) − F(encoder) = [ℓ(θ̂) − ℓ(θ)] + [ℓ(θ) − max_q F] + [max_q F − F(encoder)]
///                            bias           approximation      amortisation
public struct GapStudy: Study {
  private let model: VariationalAutoencoder
  /// The rows, in the order in which they are looked at.
  private let rows: [Int]
  /// What was found so far.
  public private(set) var findings: GapFindings

  /// A study of `model` as it stands, over at most `most` training rows.
  ///
  /// - Returns: nil for more than two latents, over which there is no quadrature.
  public init?(_ model: VariationalAutoencoder, rows most: Int) {
    guard model.layout.latents <= 2, most > 0 else { return nil }
    self.model = model
    // The first places of a random permutation: a sample in which no row is twice (Fisher & Yates, 1938).
    var rows = model.data.training
    let count = min(most, rows.count)
    var random = RandomStream(seed: model.settings.seed, purpose: .display)
    for place in 0..<min(count, rows.count - 1) {
      rows.swapAt(place, place + random.index(below: rows.count - place))
    }
    self.rows = Array(rows.prefix(count))
    let tank = model.waterTank
    findings = GapFindings(
      gaps: [], population: rows.count, planned: count,
      bias: tank.map { ($0.bestLogLikelihood - $0.logLikelihood) / Double(rows.count) })
  }

  /// Rows done.
  public var done: Int { findings.gaps.count }
  /// Rows there are.
  public var planned: Int { findings.planned }

  /// Looks at the next row.
  public mutating func advance(in workspace: Workspace) throws(FittingError) {
    guard done < planned else { return }
    guard let gaps = model.gaps(ofRow: rows[done], in: workspace) else { throw .cancelled }
    findings.gaps.append(gaps)
  }
}

/// Where the nats of some training rows go.
public struct GapFindings: Hashable, Sendable {
  /// Of each row that was looked at.
  public fileprivate(set) var gaps: [RowGaps]
  /// How many training rows there are.
  public let population: Int
  /// How many of them are looked at.
  public let planned: Int
  /// Nats per training row from θ to the greatest likelihood there is; nil where that is not known, as of curved nets.
  public let bias: Double?

  /// A mean over the rows.
  public struct Mean: Hashable, Sendable {
    /// Nats per row.
    public let value: Double
    /// How far the mean over all training rows may be from it; 0 where these are the rows.
    public let standardError: Double
  }

  /// The mean of something over the rows that were looked at; nil before two of them.
  ///
  /// Its standard error is that of a sample without replacement, √(1 − m/n) s/√m (Cochran, 1977).
  public func mean(_ part: (RowGaps) -> Double) -> Mean? {
    let values = gaps.map(part).filter(\.isFinite)
    guard !values.isEmpty, values.count > 1 || population == 1 else { return nil }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let share = max(0, 1 - count / Double(max(population, 1)))
    return Mean(
      value: mean, standardError: Double.sqrt(share * squares / max(count - 1, 1) / count))
  }
}
