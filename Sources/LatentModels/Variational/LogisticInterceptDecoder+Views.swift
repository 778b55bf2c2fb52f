import NumericCore
import RealModule

extension LogisticInterceptDecoder {
  /// −τ in the place of τ.
  public func mirrored(_ theta: [Double]) -> [Double] { theta.dropLast() + theta.suffix(1).map { -$0 } }

  /// β and τ, in the data's own units.
  public func tables(of theta: [Double]) -> [ParameterTable] {
    let free = freeParameters(of: theta).parameters
    return [
      ParameterTable(
        header: ["", "estimate"], rows: zip(free.names, free.values).map { .init($0, [$1]) })
    ]
  }

  /// β in the data's own units, and |τ|.
  public func freeParameters(of theta: [Double]) -> (parameters: FreeParameters, jacobian: Matrix<Double>) {
    let last = theta.count - 1
    let sign: Double = theta[last] < 0 ? -1 : 1
    let own = groups.design.ownUnits
    var jacobian = Matrix<Double>(rows: last + 1, columns: last + 1)
    for i in 0..<last { for j in 0..<last { jacobian[i, j] = own[i, j] } }
    jacobian[last, last] = sign
    return (FreeParameters(names: coordinateNames, values: jacobian * theta), jacobian)
  }

  /// From β in the data's own units and τ ≥ 0.
  public func coordinates(free values: [Double]) -> [Double]? {
    guard values.count == coordinateNames.count, values.allSatisfy(\.isFinite),
      let tau = values.last, tau >= 0
    else { return nil }
    var theta = values
    for (index, term) in groups.design.terms.enumerated() {
      theta[index + 1] = values[index + 1] * term.scale
      theta[0] += values[index + 1] * term.shift
    }
    return theta
  }

  /// Whether the intercepts have come to nothing, or all but tell the groups apart.
  public func findings(at theta: [Double]) -> [Finding] {
    let tau = abs(theta[theta.count - 1])
    // A logit has the variance π²/3 within groups.
    let share = tau * tau / (tau * tau + Double.pi * Double.pi / 3)
    if share < 1e-6 { return [.vanishingIntercepts(share: share)] }
    return tau > 12 ? [.unboundedIntercepts(deviation: tau)] : []
  }

  /// This model.
  public func plan(_ settings: VariationalSettings) -> VariationalPlan {
    var columns = columns
    columns.variational = settings
    return .logisticIntercept(columns)
  }

  /// Which columns are what.
  public func archive(in archive: inout ModelArchive) {
    archive.metadata["successes"] = String(columns.successes)
    if let trials = columns.trials { archive.metadata["trials"] = String(trials) }
    archive.metadata["fixed"] = columns.fixed.map { "\($0.column)\($0.isNumeric ? "n" : "f")" }
      .joined(separator: " ")
  }

  /// The model of the columns that the archive names.
  public init(reading archive: ModelArchive, data: DataTable) throws(FittingError) {
    let reader = ArchiveReader(archive)
    var settings = LogisticInterceptSettings(successes: try reader.number("successes", Int.init(_:)))
    if reader.optional("trials") != nil { settings.trials = try reader.number("trials", Int.init(_:)) }
    for part in try reader.string("fixed").split(separator: " ") {
      guard let column = Int(part.dropLast()), let kind = part.last, kind == "n" || kind == "f" else {
        throw .invalidArchive(reason: "\"fixed\" is not a list of columns")
      }
      settings.fixed.append(.init(column: column, isNumeric: kind == "n"))
    }
    try self.init(data: data, settings: settings)
  }

  /// Successes of as many trials drawn at θ, in the same groups.
  public func simulated(
    at theta: [Double], seed: UInt64, replicate: UInt32
  ) throws(FittingError) -> LogisticInterceptDecoder {
    let observed = try refitting(try data.observationPerRow())
    var values = observed.data.values
    let column = columns.successes
    for (index, group) in observed.groups.groups.enumerated() {
      var random = RandomStream(
        seed: seed, purpose: .simulation, step: replicate, row: UInt32(truncatingIfNeeded: index))
      let z = random.normal()
      for row in group.rows {
        let p = sigmoid(dot(row.x, theta) + theta[theta.count - 1] * z)
        let y = random.binomial(trials: row.trials, probability: p)
        values[row.index, column] = (y - data.transform.shift[column]) / data.transform.scale[column]
      }
    }
    return try LogisticInterceptDecoder(data: observed.data.replacingValues(values), settings: columns)
  }
}

extension RandomStream {
  /// How many of so many trials succeed: one by one where they are few, by the normal law where they are more than 10 000.
  fileprivate mutating func binomial(trials n: Double, probability p: Double) -> Double {
    guard n <= 10_000 else {
      let spread = (n * p * (1 - p)).squareRoot()
      return min(max((n * p + spread * normal()).rounded(), 0), n)
    }
    return Double((0..<Int(n)).count { _ in uniform() < p })
  }
}
