import NumericCore
import RealModule

/// Successes in groups: y ~ Binomial(n, σ(x'β + τz)) with z ~ N(0, 1) for each group (Breslow & Clayton, 1993).
/// θ = (β, τ); the sign of τ is free, and it is reported as positive.
///
/// A unit is a group, which is a label of the table. A row's weight says how many such rows there are in its group.
public struct LogisticInterceptDecoder: ScalarDecoder {
  /// The short and the long name.
  public static let summary = ModelSummary(name: "logistic-intercept", title: "Logistic random intercept")

  /// The data.
  public let data: DataTable
  /// Which columns are what; its `variational` means nothing here.
  public let columns: LogisticInterceptSettings
  /// The rows by group.
  let groups: LogisticGroups
  /// The logit of the share of successes in all, and the mean number of trials of a group, of the data that were fitted.
  private var standard: (logit: Double, trials: Double)
  /// θ to begin with.
  public let start: [Double]

  /// The model of a table.
  /// - Throws: what about the data keeps θ from having an estimate, with a remedy.
  public init(data: DataTable, settings: LogisticInterceptSettings) throws(FittingError) {
    try Self.validate(data, settings)
    let groups = try LogisticGroups(of: data, settings)
    // Intercepts that vary draw the logits of the whole towards 0 (Zeger, Liang & Albert, 1988).
    let deviation = 0.5
    let stretch = (1 + 0.345_825 * deviation * deviation).squareRoot()
    let beta = try groups.validated(data, settings)
    self.init(data: data, settings, groups, start: beta.map { stretch * $0 } + [deviation])
  }

  private init(
    data: DataTable, _ settings: LogisticInterceptSettings, _ groups: LogisticGroups, start: [Double]
  ) {
    self.data = data
    var columns = settings
    columns.variational = VariationalSettings()
    self.columns = columns
    self.groups = groups
    self.start = start
    let (y, n) = groups.groups.reduce((0.0, 0.0)) { ($0.0 + $1.successes, $0.1 + $1.trials) }
    standard = (Self.logit(y, n), n / Double(groups.groups.count))
  }

  private static func validate(
    _ data: DataTable, _ settings: LogisticInterceptSettings
  ) throws(FittingError) {
    guard data.rows > 0, data.dimensions > 0 else { throw .noData }
    let used = [settings.successes] + (settings.trials.map { [$0] } ?? []) + settings.fixed.map(\.column)
    for (place, column) in used.enumerated() {
      guard (0..<data.dimensions).contains(column) else {
        throw .invalidSetting(
          name: "column", found: String(column + 1), expected: "one of the \(data.dimensions) columns")
      }
      guard !used[..<place].contains(column) else {
        throw .invalidSetting(
          name: "column \(data.columnNames[column])", found: "named twice", expected: "named once")
      }
    }
    try DataLimits.validateValues(of: data, columns: used)
  }

  /// The groups.
  public var unitCount: Int { groups.groups.count }
  /// Each counts once.
  public func weight(ofUnit unit: Int) -> Double { 1 }
  /// Its label.
  public func name(ofUnit unit: Int) -> String {
    let name = data.labels?.name ?? ""
    return (name.isEmpty ? "group" : name) + " \(groups.groups[unit].name)"
  }
  /// Successes of trials.
  public func reading(ofUnit unit: Int) -> String {
    let group = groups.groups[unit]
    return
      "\(data.columnNames[columns.successes]) = \(shortNumber(group.successes)) of \(shortNumber(group.trials))"
  }
  /// The rows, as often as they count.
  public var observations: Double { groups.observations }
  /// Probabilities have no units.
  public var unitOffset: Double { 0 }
  /// An exponential and a logarithm for each row.
  public var work: Double { 0.5 * groups.groups.reduce(0) { $0 + Double($1.rows.count) } }

  /// The logit of the group's share, and how much that says, about standardised.
  public func features(ofUnit unit: Int) -> [Double] {
    let group = groups.groups[unit]
    return [
      Self.logit(group.successes, group.trials) - standard.logit,
      Double.log(group.trials / standard.trials),
    ]
  }

  private static func logit(_ y: Double, _ n: Double) -> Double { Double.log((y + 0.5) / (n - y + 0.5)) }

  /// β, with the names of its columns, and τ.
  public var coordinateNames: [String] { groups.design.names + ["tau"] }

  /// η of a group's rows, which each have n trials.
  private func lines(_ group: LogisticGroups.Group, _ theta: [Double]) -> LogisticLines {
    LogisticLines(
      intercepts: group.rows.map { dot($0.x, theta) },
      slopes: Array(repeating: theta[theta.count - 1], count: group.rows.count),
      trials: group.rows.map(\.trials))
  }

  /// g = Σ log C(n, y) + y η − n log(1 + e^η) over the group's rows, η = x'β + τz.
  public func evaluate(_ unit: Int, at z: [Double], _ theta: [Double], into result: inout ScalarCurve) {
    let group = groups.groups[unit]
    let lines = lines(group, theta)
    var constant = group.constant
    for (row, intercept) in zip(group.rows, lines.intercepts) { constant += row.successes * intercept }
    lines.evaluate(
      at: z, constant: constant, slope: theta[theta.count - 1] * group.successes, into: &result)
  }

  /// Every row at its own share.
  public func ceiling(ofUnit unit: Int, _ theta: [Double]) -> Double { groups.groups[unit].ceiling }
  /// log(1 + e^η) has its first singularity at η = iπ.
  public func analyticWidth(ofUnit unit: Int, _ theta: [Double]) -> Double {
    let tau = abs(theta[theta.count - 1])
    return tau > 0 ? Double.pi / tau : .infinity
  }
  /// A sum of concave functions.
  public var isLogConcave: Bool { true }

  /// ∂g/∂β = Σ x (y − nσ) and ∂g/∂τ = Σ (y − nσ) z.
  public func addGradient(
    _ unit: Int, _ nodes: WeightedNodes, _ theta: [Double], to gradient: inout [Double]
  ) {
    let parabola = parabola(unit, nodes, theta)
    for index in gradient.indices { gradient[index] += parabola.gradient[index] }
  }

  /// Σ_k w_k g(z_k) of a unit, with its derivatives in θ.
  func parabola(_ unit: Int, _ nodes: WeightedNodes, _ theta: [Double]) -> LocalParabola {
    let last = theta.count - 1
    let total = nodes.weights.reduce(0, +)
    let mean = nodes.expectation { $0 }
    let group = groups.groups[unit]
    var result = LocalParabola(coordinates: theta.count)
    result.value = total * group.constant
    for row in group.rows {
      let intercept = dot(row.x, theta)
      let sums = LogisticSums(nodes, intercept: intercept, slope: theta[last])
      let (y, n) = (row.successes, row.trials)
      result.value += y * (total * intercept + mean * theta[last]) - n * sums.softplus
      for i in 0..<last where row.x[i] != 0 {
        result.gradient[i] += row.x[i] * (total * y - n * sums.share)
        for j in 0..<last { result.curvature[i, j] += n * row.x[i] * row.x[j] * sums.spread }
        result.curvature[i, last] += n * row.x[i] * sums.spreadZ
        result.curvature[last, i] += n * row.x[i] * sums.spreadZ
      }
      result.gradient[last] += mean * y - n * sums.shareZ
      result.curvature[last, last] += n * sums.spreadZZ
    }
    return result
  }

  /// Newton's method on Σ_i E_{q_i} g_i, which is concave in θ.
  public func maximizer(
    from theta: [Double], under laws: some LawSource, in workspace: Workspace
  ) throws(FittingError) -> [Double] {
    let nodes = try mapUnits(in: workspace) { units in
      units.map { unit in
        var nodes = WeightedNodes()
        laws.fill(&nodes, forUnit: unit)
        return nodes
      }
    }.flatMap { $0 }
    return try newtonMaximum(from: theta, tolerance: 1e-13 * max(1, observations)) {
      (place) throws(FittingError) in
      try mapUnits(in: workspace) { units in
        units.reduce(LocalParabola(coordinates: place.count)) { $0 + parabola($1, nodes[$1], place) }
      }.reduce(LocalParabola(coordinates: place.count), +)
    }.point
  }
}

extension LogisticInterceptDecoder {
  /// The same model of other data, with the columns of x and the features as they are here.
  public func refitting(_ data: DataTable) throws(FittingError) -> LogisticInterceptDecoder {
    try Self.validate(data, columns)
    let groups = try LogisticGroups(of: data, columns, design: groups.design)
    var other = LogisticInterceptDecoder(data: data, columns, groups, start: start)
    other.standard = standard
    return other
  }
}
