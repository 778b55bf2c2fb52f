import RealModule

/// What rows are scored on: two values of different kinds are never compared.
public enum RungEvaluation: String, Hashable, Sendable, CaseIterable {
  /// The rows that the rung was fitted to.
  case inSample = "in-sample"
  /// Rows that it did not see.
  case heldOut = "held-out"
  /// Each row under the law fitted without it.
  case leaveOneOut = "leave-one-out"
}

/// A value of a rung on rows, with what it is and what each row says. Nats are in the data's own units.
public struct RungScore: Hashable, Sendable {
  /// What rows it is of.
  public let evaluation: RungEvaluation
  /// The total over the rows, and whether that is exact, a bound or an estimate.
  public let objective: Objective
  /// How many rows the total is over.
  public let rows: Int
  /// The rows that were looked at, ascending: all of them, or an even choice where they were too many.
  public let places: [Int]
  /// The nats of each of these.
  public let perRow: [Double]

  /// Nats per row.
  public var natsPerRow: Double { objective.nats / Double(max(rows, 1)) }
  /// The standard error of a row's mean, where the value has one.
  public var errorPerRow: Double? { objective.standardError.map { $0 / Double(max(rows, 1)) } }

  /// The score of `perRow`, which are those of the rows `places` among so many; nil for all.
  ///
  ///     isBound     whether each is a lower bound
  ///     isEstimate  whether each is found by a rule that may err to either side
  ///     variance    what draws leave open of the sum
  ///
  /// Where only some rows were looked at, the total is the mean times the number of rows, with the standard error of a sample without
  /// replacement (Cochran, 1977).
  init(
    _ evaluation: RungEvaluation, _ perRow: [Double], places: [Int]? = nil, of rows: Int? = nil,
    isBound: Bool = false, isEstimate: Bool = false, variance: Double = 0
  ) {
    let all = rows ?? perRow.count
    let (n, m) = (Double(all), Double(max(perRow.count, 1)))
    let mean = perRow.reduce(0, +) / m
    var open = variance * (n / m) * (n / m)
    if perRow.count < all {
      let squares = perRow.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      open += n * n * (1 - m / n) * squares / max(m - 1, 1) / m
    }
    let error = open.squareRoot()
    let kind: Objective.Kind
    if isBound {
      kind = open > 0 ? .estimatedBound(standardError: error) : .bound
    } else {
      kind = isEstimate || open > 0 ? .estimate(standardError: error) : .exact
    }
    self.init(evaluation, kind, perRow, places: places ?? Array(perRow.indices), of: all)
  }

  /// The score of `perRow`, which are those of the rows `places` among `rows`, and of what kind their total is known to be.
  init(
    _ evaluation: RungEvaluation, _ kind: Objective.Kind, _ perRow: [Double], places: [Int], of rows: Int
  ) {
    let total = perRow.reduce(0, +)
    self.evaluation = evaluation
    self.rows = rows
    self.places = places
    self.perRow = perRow
    let mean = total / Double(max(perRow.count, 1))
    objective = Objective(kind, nats: perRow.count == rows ? total : Double(rows) * mean)
  }
}

/// What a rung says of some rows: the likelihood of its law and a bound of that, as far as it has them.
public struct RungScores: Hashable, Sendable {
  /// The log-likelihood, exact or estimated.
  public internal(set) var likelihood: RungScore?
  /// A lower bound of it.
  public internal(set) var bound: RungScore?
  /// The log-likelihood of the law that a chain goes to as its levels grow in number; nil where there is no chain or it is not known.
  public internal(set) var limit: RungScore?
  /// Why there is no likelihood, in a sentence; nil where there is one.
  public internal(set) var likelihoodReason: String?
  /// Why there is no bound, in a sentence; nil where there is one.
  public internal(set) var boundReason: String?

  /// What stands for the rung in a table: the likelihood where it is known, or else the bound.
  public var best: RungScore? { likelihood ?? bound }
  /// Where the bracket over the bound ends: at the likelihood, or at what a chain goes to.
  public var top: RungScore? { likelihood ?? limit }
  /// The gap between the bound and the likelihood, in nats; nil where one of them is not known.
  public var gap: Double? {
    bound.flatMap { bound in likelihood.map { $0.objective.nats - bound.objective.nats } }
  }

  /// The value of that name.
  public func value(_ choice: RungValue) -> RungScore? {
    switch choice {
    case .best: best
    case .likelihood: likelihood
    case .bound: bound
    }
  }
}

/// Which value of a rung is meant.
public enum RungValue: String, Hashable, Sendable, CaseIterable {
  /// The likelihood where it is known, or else the bound.
  case best
  /// The likelihood.
  case likelihood
  /// The bound.
  case bound
}
